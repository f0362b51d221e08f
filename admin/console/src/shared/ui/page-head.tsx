// The top of every page: where one is, what it is for, what one can do.
import { ChevronLeft } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { Link } from "wouter";
import classes from "./ui.module.css";

interface Props {
    title: string;
    lead?: ReactNode;
    actions?: ReactNode;
    /** Beside the title: a state, mostly. */
    badge?: ReactNode;
    back?: { to: string; label: string };
}

let opened = false;

/** A page that comes later than its address is named to who does not see it, unless something else has the focus by then. */
function useNamed() {
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => {
        if (opened && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
        opened = true;
    }, []);
    return heading;
}

export function PageHead({ title, lead, actions, badge, back }: Props) {
    const heading = useNamed();
    useEffect(() => {
        document.title = `${title} · leadx`;
    }, [title]);
    return (
        <header>
            {back && (
                <Link className={`${classes.back} no-print`} href={back.to}>
                    <ChevronLeft size={14} aria-hidden />
                    {back.label}
                </Link>
            )}
            <div className={classes.head}>
                <div className={classes.headText}>
                    <h1 ref={heading} className={classes.title} tabIndex={-1} data-page-title>
                        {title} {badge}
                    </h1>
                    {lead && <p className={classes.lead}>{lead}</p>}
                </div>
                {actions && <div className={`${classes.actions} no-print`}>{actions}</div>}
            </div>
        </header>
    );
}
