// Who is signed in: GET /v1/me, its CSRF token for the client, and the end of a session under an open page.
import type { components } from "@generated/api";
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { api, ok, setCsrf, setOnSignedOut } from "@/shared/api/client";
import { queries } from "@/shared/api/hooks";
import { Problem } from "@/shared/api/problem";
import { followProfile } from "@/shared/i18n";
import { endSession } from "./calls";

export type Me = components["schemas"]["Me"];

async function read(): Promise<Me | null> {
    try {
        const me = await ok(api.GET("/v1/me"));
        setCsrf(me.csrf ?? "");
        setExpired(false);
        await followProfile(me.user?.locale);
        return me;
    } catch (fault) {
        if (fault instanceof Problem && fault.status === 401) return null;
        throw fault;
    }
}

/** data: undefined while it is asked for, null when nobody is signed in. */
export const useSession = () => useQuery({ queryKey: ["me"], queryFn: read, staleTime: 300_000 });

/** For pages, which are shown only to who is signed in. */
export function useMe(): Me {
    const { data } = useSession();
    const last = data ?? lastMe;
    if (last == null) throw new Error("a page was shown to nobody");
    lastMe = last;
    return last;
}
let lastMe: Me | null = null;

/** Whether this person may change things: viewers, auditors and who looks as another read only. */
export function useMayWrite() {
    const me = useMe();
    return me.looking_as === null && me.user?.role !== "viewer" && me.user?.role !== "auditor" && !(me.roles.includes("auditor") && !me.roles.includes("admin"));
}

// --- The end of a session: the page stays as it is, with what was typed, under a dialog that asks to sign in again.

let expired = false;
const listeners = new Set<() => void>();

function setExpired(value: boolean) {
    if (expired === value) return;
    expired = value;
    for (const listener of listeners) listener();
}

setOnSignedOut(() => {
    if (queries.getQueryData(["me"]) != null) setExpired(true);
});

export const useExpired = () =>
    useSyncExternalStore(
        (listener) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
        () => expired,
    );

/** After signing in, whoever it was before. */
export async function sessionBegan() {
    await queries.invalidateQueries({ queryKey: ["me"] });
    await queries.refetchQueries({ queryKey: ["me"] });
    setExpired(false);
    void queries.invalidateQueries();
}

export async function signOut() {
    await endSession().catch(() => undefined);
    lastMe = null;
    queries.clear();
    location.assign("/console/sign-in");
}
