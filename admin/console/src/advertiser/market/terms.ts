// What is looked for on the marketplace, as it stands in the address, in a saved search and in the question to the server.
import { useEffect } from "react";
import type { Condition } from "@/shared/filter/words";
import { useFilters } from "@/shared/ui/use-filters";
import { useGet, type Item, type Params } from "@/shared/api/hooks";
import { useMe } from "@/shared/session/session";
import { useNiches } from "@/shared/api/niches";

export type Listing = Item<"/v1/market/listings">;
export type Search = Item<"/v1/market/searches">;
export type ListingQuery = NonNullable<Params<"/v1/market/listings">["query"]>;
export type Conditions = Record<string, Condition>;
export const SORTS = ["newest", "oldest", "cheapest", "dearest", "best"] as const;

/** An address is anybody's: what is no filter is none. */
function readFilter(text: string | undefined): Conditions {
    try {
        const value: unknown = JSON.parse(text ?? "{}");
        return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Conditions) : {};
    } catch {
        return {};
    }
}
export const writeFilter = (filter: Conditions) => (Object.keys(filter).length > 0 ? JSON.stringify(filter) : null);

/** Which niche this company looked at last, in this browser. */
const lastKey = (org: string) => `leadx.market.${org}`;

/** Where there is most to see first; its niche last looked at is opened again, if something stands there. */
function useFirst(asked: string | undefined) {
    const org = useMe().org.id;
    const filled = useGet("/v1/market/niches", undefined, { staleTime: 60_000 });
    const items = filled.data?.items ?? [];
    const last = localStorage.getItem(lastKey(org));
    useEffect(() => {
        if (asked) localStorage.setItem(lastKey(org), asked);
    }, [asked, org]);
    return {
        first: (items.find((one) => one.niche === last && one.listings > 0) ?? items[0])?.niche,
        fuller: items.filter((one) => one.listings > 0), waits: filled.isPending,
    };
}

export function useTerms() {
    const niches = useNiches();
    const { values, set, clear, any } = useFilters("niche", "filter", "min", "max", "exclusive", "sort");
    const open = niches.items.filter((niche) => niche.state === "active" && niche.market?.on !== false);
    const { first, fuller, waits } = useFirst(values.niche);
    const niche = open.find((one) => one.name === values.niche) ?? (waits ? undefined : (open.find((one) => one.name === first) ?? open[0]));
    const filter = readFilter(values.filter);
    const query: ListingQuery | undefined = niche && {
        niche: niche.name,
        ...(values.filter && { filter: JSON.stringify(filter) }),
        ...(values.min && { min_price: Number(values.min) }),
        ...(values.max && { max_price: Number(values.max) }),
        ...(values.exclusive && { exclusive: true }),
        sort: SORTS.find((sort) => sort === values.sort) ?? "newest",
    };
    const setCondition = (name: string, condition: Condition | undefined) => {
        const { [name]: _, ...rest } = filter;
        set("filter", writeFilter(condition ? { ...rest, [name]: condition } : rest));
    };
    return { niches, open, niche, fuller, values, filter, query, set, setCondition, clear, narrowed: any && !!(values.filter ?? values.min ?? values.max ?? values.exclusive) };
}

/** Where a saved search leads. */
export function searchHref(search: Search): string {
    const to = new URLSearchParams({ niche: search.niche ?? "" });
    const filter = writeFilter((search.filter ?? {}) as Conditions);
    if (filter) to.set("filter", filter);
    if (search.min_price) to.set("min", String(search.min_price.amount));
    if (search.max_price) to.set("max", String(search.max_price.amount));
    if (search.exclusive) to.set("exclusive", "yes");
    return `/advertiser/market?${to}`;
}
