// Saying who works on a purchase and how far it is. Who read an older state is told, and nothing is overwritten.
import type { paths } from "@generated/api";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet, type Item } from "@/shared/api/hooks";
import { useMe } from "@/shared/session/session";

export type WorkItem = Item<"/v1/work">;
export type WorkState = WorkItem["state"];
export const WORK_STATES: WorkState[] = ["new", "working", "waiting", "done"];
export type WorkChange = paths["/v1/work/{sale}"]["patch"]["requestBody"]["content"]["application/json"];

export async function changeWork(item: Pick<WorkItem, "sale" | "revision">, change: WorkChange) {
    const params = { path: { sale: item.sale }, header: { "If-Match": `"${item.revision}"` } };
    try {
        await ok(api.PATCH("/v1/work/{sale}", { params, body: change, headers: intention() }));
    } finally {
        await refresh("/v1/work", "/v1/reports/home"); // after a refusal too: what stands there now is shown
    }
}

/** Names a purchase can be given to: those of the company, and those that were used before. */
export function usePeople(used: (string | null)[]): string[] {
    const me = useMe();
    const users = useGet("/v1/users", undefined, { staleTime: 300_000, enabled: me.looking_as === null, retry: false });
    const names = [me.user?.name, ...(users.data?.items ?? []).map((user) => user.name), ...used];
    return [...new Set(names.filter((name): name is string => !!name))];
}
