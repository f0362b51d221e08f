// What stands on a page is read again when an event concerns it: at once, then at most once in a while, however many come.
import { useEffect, useRef } from "react";
import { refresh } from "@/shared/api/hooks";
import { useStream, type StreamType } from "./use-stream";

const PAUSE_MS = 2000;

/** `useLive(["sale"], "/v1/work", "/v1/reports/home")` */
export function useLive(types: StreamType[], ...paths: string[]) {
    const timer = useRef<number>(undefined);
    const last = useRef(0);
    const read = () => {
        timer.current = undefined;
        last.current = Date.now();
        void refresh(...paths);
    };
    useStream(types, () => {
        timer.current ??= window.setTimeout(read, Math.max(0, last.current + PAUSE_MS - Date.now()));
    });
    useEffect(() => () => window.clearTimeout(timer.current), []);
}
