// What pages are laid out with: panels, figures, facts, states, and what stands where there is nothing yet.
import type { LucideIcon } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import classes from "./ui.module.css";

/** flush: the content (a table) reaches the panel's edges. */
export function Panel({ title, actions, flush, children }: { title?: string; actions?: ReactNode; flush?: boolean; children: ReactNode }) {
    return (
        <section className={classes.panel}>
            {(title || actions) && (
                <div className={classes.panelHead}>
                    {title && <h2 className={classes.panelTitle}>{title}</h2>}
                    {actions}
                </div>
            )}
            <div className={flush ? classes.flush : classes.panelBody}>{children}</div>
        </section>
    );
}

export const Stack = ({ children }: { children: ReactNode }) => <div className={classes.stack}>{children}</div>;
/** A main column and one of 360 px beside it, below it on narrow screens. */
export const Split = ({ children }: { children: ReactNode }) => <div className={classes.split}>{children}</div>;
/** As many columns as fit; least: the least width of one. */
export const Columns = ({ least = 320, children }: { least?: number; children: ReactNode }) => (
    <div className={classes.grid} style={{ "--least": `${least}px` } as CSSProperties}>
        {children}
    </div>
);

/** least: the least width of a figure, where as many as fit would leave one alone in the last row. */
export const Stats = ({ least, children }: { least?: number; children: ReactNode }) => <div className={classes.stats} style={least ? { "--least": `${least}px` } as CSSProperties : undefined}>{children}</div>;
export function Stat({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
    return (
        <div className={classes.stat}>
            <div className={classes.statLabel}>{label}</div>
            <div className={classes.statValue}>{value}</div>
            {note && <div className={classes.statNote}>{note}</div>}
        </div>
    );
}

/** What is not there yet, why, and what to do first. */
export function Empty({ icon: Icon, title, children, action }: { icon: LucideIcon; title: string; children?: ReactNode; action?: ReactNode }) {
    return (
        <div className={classes.empty}>
            <div className={classes.emptyIcon}>
                <Icon size={22} strokeWidth={1.75} aria-hidden />
            </div>
            <p className={classes.emptyTitle}>{title}</p>
            {children && <p className={classes.emptyText}>{children}</p>}
            {action && <div className={classes.emptyAction}>{action}</div>}
        </div>
    );
}

export type Tone = "good" | "warn" | "bad" | "info" | "plain";
export const Badge = ({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) => (
    <span className={`${classes.badge} ${tone === "plain" ? "" : classes[tone]}`}>{children}</span>
);

/** Names and values; what is null, false or empty is left out. */
export function Facts({ items }: { items: [string, ReactNode][] }) {
    return (
        <dl className={classes.facts}>
            {items.filter(([, value]) => value != null && value !== "" && value !== false).map(([name, value]) => (
                <div key={name} style={{ display: "contents" }}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            ))}
        </dl>
    );
}

/** How full: of 0 to 1. */
export function Bar({ share, label }: { share: number; label: string }) {
    const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
    return (
        <div className={classes.bar} role="meter" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
            <span style={{ width: `${percent}%` }} />
        </div>
    );
}

export const Key = ({ children }: { children: ReactNode }) => <kbd className={classes.key}>{children}</kbd>;
