// How an order reads, wherever it stands: its state, and how full its caps are.
import type { components } from "@generated/api";
import type { Item } from "@/shared/api/hooks";
import { useFormat, type Format } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Badge, Bar, type Tone } from "@/shared/ui/blocks";
import classes from "./order.module.css";

export type Order = Item<"/v1/orders">;
export type CapNow = components["schemas"]["Progress"]["caps"][number];

const TONES: Record<Order["state"], Tone> = { active: "good", paused: "warn", closed: "plain" };

export function OrderState({ state }: { state: Order["state"] }) {
    const { t } = useTranslation("advertiser");
    return <Badge tone={TONES[state]}>{t(`order.states.${state}`)}</Badge>;
}

export function useOrderKind() {
    const { t } = useTranslation("advertiser");
    return (order: Order) => t(order.offer ? "order.types.offer" : order.type === "market" ? "order.types.market" : "order.types.standing");
}

/** The fuller of the two bounds a cap may have, from 0 to 1. */
export function fullness(cap: CapNow): number {
    const count = cap.count ? cap.used_count / cap.count : cap.count === 0 ? 1 : 0;
    const amount = cap.amount?.amount ? cap.used_amount.amount / cap.amount.amount : 0;
    return Math.max(count, amount);
}

function capText(cap: CapNow, format: Format, t: ReturnType<typeof useTranslation<"advertiser">>["t"]): string {
    const per = t(`cap.per.${cap.per}`);
    return [
        cap.count != null && t("cap.used", { used: format.number(cap.used_count), cap: format.number(cap.count), per }),
        cap.amount && t("cap.used", { used: format.money(cap.used_amount, { digits: 0 }), cap: format.money(cap.amount, { digits: 0 }), per }),
    ].filter(Boolean).join(" · ");
}

export function CapMeter({ cap }: { cap: CapNow }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const text = capText(cap, format, t), full = fullness(cap) >= 1;
    return (
        <div className={classes.cap}>
            <div className={classes.capText}>
                <span className="num">{text}</span>
                {full && <Badge tone="warn">{t("cap.full")}</Badge>}
                {cap.period_end && <span className="quiet">{t("cap.anew", { at: format.relative(cap.period_end) })}</span>}
            </div>
            <Bar share={fullness(cap)} label={text} />
        </div>
    );
}
