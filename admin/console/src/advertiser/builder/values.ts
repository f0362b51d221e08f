// An order as the form holds it, text as typed; and as the API takes it.
import type { components } from "@generated/api";
import type { Niche } from "@/shared/api/niches";
import { parseMinor, plainMinor, type Money } from "@/shared/format/format";
import type { Condition, Filter } from "@/shared/filter/words";
import type { Day, Span } from "../order/hours";
import type { Order } from "../order/shared";

type Per = components["schemas"]["Cap"]["per"];
export interface CapRow {
    per: Per;
    count: number | string;
    amount: string;
}
export interface SpanRow {
    days: Day[];
    from: string;
    to: string;
}
export interface Values {
    name: string;
    niche: string | null;
    filter: Record<string, Condition>;
    shared_price: string;
    exclusive_price: string;
    caps: CapRow[];
    schedule: SpanRow[];
    time_zone: string;
    /** "pull", or an endpoint's kind and id: "webhook:01a2…". */
    delivery: string;
    market: boolean;
    market_price: string;
    market_hours: number | string;
}

export const blank = (zone: string): Values => ({
    name: "", niche: null, filter: {}, shared_price: "", exclusive_price: "", caps: [{ per: "day", count: 20, amount: "" }], schedule: [],
    time_zone: zone, delivery: "pull", market: false, market_price: "", market_hours: "",
});

const typed = (money: Money | null | undefined) => (money ? plainMinor(money.amount, money.currency) : "");

export const fromOrder = (order: Order): Values => ({
    name: order.name, niche: order.niche, filter: order.filter as Values["filter"],
    shared_price: typed(order.shared_price), exclusive_price: typed(order.exclusive_price),
    caps: order.caps.map((cap) => ({ per: cap.per, count: cap.count ?? "", amount: typed(cap.amount) })),
    schedule: (order.schedule ?? []).map((span) => ({ ...span, to: span.to === "24:00" ? "00:00" : span.to })),
    time_zone: order.time_zone, delivery: order.delivery?.endpoint ? `${order.delivery.type}:${order.delivery.endpoint}` : "pull",
    market: order.market !== null, market_price: typed(order.market?.max_price), market_hours: order.market?.max_age_hours ?? "",
});

/** null: nothing typed, or no amount. */
export function toMoney(text: string, currency: string): Money | null {
    const amount = text.trim() === "" ? null : parseMinor(text, currency);
    return amount === null ? null : { amount, currency };
}

function toDelivery(value: string): components["schemas"]["OrderDelivery"] {
    const [type, endpoint] = value.split(":");
    return endpoint ? { type: type as "webhook", endpoint } : { type: "pull" };
}

// A browser's clock has no 24:00; a span that ends at midnight ends there.
const toSpan = (span: SpanRow): Span => ({ ...span, to: span.to === "00:00" ? "24:00" : span.to });

/** What every order has, whatever it buys by. */
export function commonBody(values: Values, currency: string) {
    return {
        name: values.name.trim(),
        caps: values.caps.map(({ per, count, amount }) => ({ per, ...(count === "" ? {} : { count: Number(count) }), ...(amount.trim() ? { amount: toMoney(amount, currency) } : {}) })),
        schedule: values.schedule.length > 0 ? values.schedule.map(toSpan) : null,
        time_zone: values.time_zone,
        delivery: toDelivery(values.delivery),
    };
}

/** What a standing order has besides. */
export function standingBody(values: Values, niche: Niche) {
    const hours = values.market_hours;
    return {
        ...commonBody(values, niche.currency),
        filter: values.filter as Filter,
        shared_price: toMoney(values.shared_price, niche.currency),
        exclusive_price: toMoney(values.exclusive_price, niche.currency),
        market: values.market ? { max_price: toMoney(values.market_price, niche.currency) ?? { amount: 0, currency: niche.currency }, ...(hours === "" ? {} : { max_age_hours: Number(hours) }) } : null,
    };
}
