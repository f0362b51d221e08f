// What the form says differently from the order: the change that is replayed, and that can be made.
import type { Niche } from "@/shared/api/niches";
import { fromOrder, standingBody, type Values } from "../builder/values";
import type { Order } from "../order/shared";

/** Terms that decide what is bought. */
const DECIDING = ["filter", "shared_price", "exclusive_price", "caps", "schedule", "time_zone"] as const;

type Body = ReturnType<typeof standingBody>;
export type Change = Partial<Pick<Body, (typeof DECIDING)[number]>>;

export function changeOf(values: Values, order: Order, niche: Niche): Change {
    const now = standingBody(values, niche), then = standingBody(fromOrder(order), niche);
    return Object.fromEntries(DECIDING.filter((name) => JSON.stringify(now[name]) !== JSON.stringify(then[name])).map((name) => [name, now[name]]));
}
