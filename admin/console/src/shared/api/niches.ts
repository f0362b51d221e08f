// The niches of the exchange, which everything is filtered and named by.
import { useGet, type Item } from "./hooks";

export type Niche = Item<"/v1/niches">;

export function useNiches() {
    const asked = useGet("/v1/niches", { query: { limit: 200 } }, { staleTime: 300_000 });
    const items = asked.data?.items ?? [];
    return {
        ...asked,
        items,
        options: items.map((niche) => ({ value: niche.name, label: niche.title })),
        title: (name: string) => items.find((niche) => niche.name === name)?.title ?? name,
    };
}
