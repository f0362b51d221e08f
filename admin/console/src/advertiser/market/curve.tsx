// How a listing's price falls, if nobody buys it: a small staircase, and the next step in words.
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import classes from "./market.module.css";
import type { Listing } from "./terms";

const WIDTH = 88, HEIGHT = 28, PAD = 2;

/** The last step is drawn a little longer than it began. */
function path(listing: Listing): string {
    const steps = [{ at: 0, price: listing.price.amount }, ...listing.next_prices.map((next) => ({ at: next.in_hours, price: next.price.amount }))];
    const end = (steps.at(-1)?.at ?? 0) * 1.15 || 1, most = listing.price.amount || 1;
    const x = (at: number) => PAD + ((WIDTH - 2 * PAD) * at) / end;
    const y = (price: number) => HEIGHT - PAD - ((HEIGHT - 2 * PAD) * price) / most;
    return steps.map((step, i) => (i === 0 ? `M${x(0)} ${y(step.price)}` : `H${x(step.at)} V${y(step.price)}`)).join(" ") + ` H${WIDTH - PAD}`;
}

export function Curve({ listing }: { listing: Listing }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const when = useIn();
    const [next] = listing.next_prices;
    if (!next) return <span className="quiet">{t("market.stays")}</span>;
    return (
        <span className={classes.curve} title={listing.next_prices.map((step) => t("market.falls", { price: format.money(step.price), at: when(step.in_hours) })).join("\n")}>
            <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden><path d={path(listing)} /></svg>
            <span className="quiet">{t("market.falls", { price: format.money(next.price), at: when(next.in_hours) })}</span>
        </span>
    );
}

/** "in 24 hours", "in 3 days" */
export function useIn() {
    const format = useFormat();
    return (hours: number) => {
        const now = Date.now();
        return format.relative(new Date(now + hours * 3_600_000).toISOString(), now);
    };
}
