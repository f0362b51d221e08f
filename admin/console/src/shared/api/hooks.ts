// Reading from components. Keys are the path and its parameters, so that a stream's event can refresh what it concerns.
import type { paths } from "@generated/api";
import { QueryClient, useInfiniteQuery, useQuery, type UseQueryOptions } from "@tanstack/react-query";
import type { PathsWithMethod } from "openapi-typescript-helpers";
import { api, ok } from "./client";
import { onConnection, isLost } from "./connection";
import { Offline, Problem } from "./problem";

export type GetPath = PathsWithMethod<paths, "get">;
type Get<P extends GetPath> = paths[P] extends { get: infer G } ? G : never;
/** What a path answers, what it takes, and what its list holds. */
export type Body<P extends GetPath> = Get<P> extends { responses: { 200: { content: { "application/json": infer T } } } } ? T : never;
export type Params<P extends GetPath> = Get<P> extends { parameters: infer T } ? T : never;
export type Item<P extends GetPath> = Body<P> extends { items: (infer T)[] } ? T : never;

const again = (times: number, fault: Error) =>
    fault instanceof Offline ? times < 1 : fault instanceof Problem && (fault.status === 429 || fault.status >= 500) && times < 2;

export const queries = new QueryClient({
    defaultOptions: {
        queries: {
            staleTime: 10_000,
            networkMode: "always",
            retry: again,
            retryDelay: (times, fault) => (fault instanceof Problem && fault.retryAfter !== null ? fault.retryAfter * 1000 : 500 * 2 ** times),
        },
        mutations: { networkMode: "always" },
    },
});

// Back again: what stands on the screen may be old.
onConnection(() => {
    if (!isLost()) void queries.invalidateQueries();
});

type AnyGet = (path: string, init: unknown) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
const get = api.GET as unknown as AnyGet;

/** `const lead = useGet("/v1/leads/{lead}", { path: { lead: id } })` */
export function useGet<P extends GetPath>(path: P, params?: Params<P>, more?: Omit<UseQueryOptions<Body<P>>, "queryKey" | "queryFn">) {
    return useQuery<Body<P>>({
        queryKey: [path, params ?? null],
        queryFn: ({ signal }) => ok(get(path, { params, signal })) as Promise<Body<P>>,
        ...more,
    });
}

/** A list that is read page by page: its items so far, and how to have more. */
export function usePages<P extends GetPath>(path: P, params?: Params<P>, more?: { enabled?: boolean; refetchInterval?: number }) {
    const asked = useInfiniteQuery({
        queryKey: [path, params ?? null, "pages"],
        queryFn: ({ signal, pageParam }) => {
            const query = { limit: 50, ...(params as { query?: object } | undefined)?.query, ...(pageParam === null ? {} : { cursor: pageParam }) };
            return ok(get(path, { params: { ...(params as object), query }, signal })) as Promise<{ items: Item<P>[]; next: string | null }>;
        },
        initialPageParam: null as string | null,
        getNextPageParam: (page) => page.next,
        ...more,
    });
    return { ...asked, items: asked.data?.pages.flatMap((page) => page.items) };
}
export type Pages<T> = Pick<ReturnType<typeof useInfiniteQuery>, "isPending" | "error" | "hasNextPage" | "isFetchingNextPage"> & {
    items: T[] | undefined;
    fetchNextPage: () => unknown;
    refetch: () => unknown;
};

/** After a change: everything read from these paths is read again. */
export function refresh(...starts: string[]) {
    return queries.invalidateQueries({ predicate: ({ queryKey }) => starts.some((start) => String(queryKey[0]).startsWith(start)) });
}
