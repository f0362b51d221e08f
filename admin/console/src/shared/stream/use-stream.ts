// Live events: one EventSource for the whole page, opened while somebody listens. The browser resumes by Last-Event-ID.
import { useEffect, useRef } from "react";

export type StreamType = "sale" | "outcome" | "dispute" | "wallet" | "cap" | "listing" | "search" | "alert";
export interface StreamEvent {
    id: string;
    type: StreamType;
    at: string;
    data: Record<string, unknown>;
}
type Listener = (event: StreamEvent) => void;

const AGAIN_MS = 5000;
const listeners = new Map<StreamType, Set<Listener>>();
let source: EventSource | null = null;
let retry: number | undefined;

function hear(event: MessageEvent<string>) {
    const said = JSON.parse(event.data) as StreamEvent;
    for (const listener of listeners.get(event.type as StreamType) ?? []) listener(said);
}

function open() {
    window.clearTimeout(retry);
    source?.close();
    source = new EventSource("/v1/stream");
    for (const type of listeners.keys()) source.addEventListener(type, hear);
    // A refused stream (no session, too many) is closed by the browser; one that broke it resumes by itself.
    source.onerror = () => {
        if (source?.readyState === EventSource.CLOSED) retry = window.setTimeout(open, AGAIN_MS);
    };
}

function listen(type: StreamType, listener: Listener) {
    const known = listeners.get(type);
    (known ?? listeners.set(type, new Set()).get(type)!).add(listener);
    if (source === null) open();
    else if (!known) source.addEventListener(type, hear);
    return () => {
        listeners.get(type)?.delete(listener);
        if ([...listeners.values()].every((set) => set.size === 0)) {
            source?.close();
            source = null;
            window.clearTimeout(retry);
        }
    };
}

/** `useStream(["sale", "outcome"], (event) => refresh("/v1/sales"))` */
export function useStream(types: StreamType[], listener: Listener) {
    const latest = useRef(listener);
    useEffect(() => {
        latest.current = listener;
    });
    const names = types.join();
    useEffect(() => {
        const ends = names.split(",").map((type) => listen(type as StreamType, (event) => latest.current(event)));
        return () => ends.forEach((end) => end());
    }, [names]);
}
