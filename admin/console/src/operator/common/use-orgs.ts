// Companies by id, for lists that name them only so; of more than the newest two hundred the id's end is shown.
import { useGet, type Item } from "@/shared/api/hooks";

export type Org = Item<"/v1/admin/orgs">;

export function useOrgs() {
    const asked = useGet("/v1/admin/orgs", { query: { limit: 200 } }, { staleTime: 60_000 });
    const items = asked.data?.items ?? [];
    return {
        items,
        options: items.filter((org) => !org.operates).map((org) => ({ value: org.id, label: org.name ?? org.id })).sort((a, b) => a.label.localeCompare(b.label)),
        name: (id: string | null | undefined) => (id ? (items.find((org) => org.id === id)?.name ?? `…${id.slice(-8)}`) : "–"),
    };
}
