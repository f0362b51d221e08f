// Whether the server can be reached. The banner shows it; when it is back, whoever asked is told.
import { useSyncExternalStore } from "react";

const LOOK_MS = 3000;

let lost = false;
let looking: number | undefined;
const listeners = new Set<() => void>();

function set(value: boolean) {
    if (lost === value) return;
    lost = value;
    for (const listener of listeners) listener();
}

async function look() {
    try {
        const answer = await fetch("/healthz", { cache: "no-store" });
        if (answer.ok) return connectionFound();
    } catch {
        // still away
    }
    looking = window.setTimeout(() => void look(), LOOK_MS);
}

export function connectionLost() {
    set(true);
    looking ??= window.setTimeout(() => void look(), LOOK_MS);
}

export function connectionFound() {
    window.clearTimeout(looking);
    looking = undefined;
    set(false);
}

export function onConnection(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
}

export const isLost = () => lost;
export const useLost = () => useSyncExternalStore(onConnection, isLost);
