// The currencies that the exchange trades in, with what each is held to.
import { useGet, type Item } from "@/shared/api/hooks";

export type Currency = Item<"/v1/admin/currencies">;

export function useCurrencies() {
    const asked = useGet("/v1/admin/currencies", undefined, { staleTime: 60_000 });
    return { ...asked, items: asked.data?.items, names: asked.data?.items.map(({ currency }) => currency) ?? [] };
}
