// Keys that act on the whole page, while nobody types into a field; the help (?) lists those that work now.
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Shortcut {
    /** As KeyboardEvent.key: "j", "?", "Enter"; or "mod+k". */
    keys: string;
    label: string;
    run: (event: KeyboardEvent) => void;
}

let active: { current: Shortcut[] }[] = [];
let listed: Shortcut[] = [];
const listeners = new Set<() => void>();

function list() {
    listed = active.flatMap((group) => group.current);
    for (const listener of listeners) listener();
}

const typing = (target: EventTarget | null) =>
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function onKey(event: KeyboardEvent) {
    const mod = event.ctrlKey || event.metaKey;
    if (event.altKey || event.defaultPrevented || (!mod && typing(event.target))) return;
    const name = mod ? `mod+${event.key.toLowerCase()}` : event.key;
    // the page's own before the shell's; a dialog takes the rest away from the page below it
    const dialog = document.querySelector("[role=dialog][aria-modal=true]") !== null;
    const found = [...listed].reverse().find((shortcut) => shortcut.keys === name);
    if (!found || (dialog && !mod)) return;
    event.preventDefault();
    found.run(event);
}

export function useShortcuts(shortcuts: Shortcut[]) {
    const latest = useRef(shortcuts);
    useEffect(() => {
        latest.current = shortcuts;
        list();
    });
    useEffect(() => {
        if (active.length === 0) document.addEventListener("keydown", onKey);
        active = [...active, latest];
        list();
        return () => {
            active = active.filter((group) => group !== latest);
            if (active.length === 0) document.removeEventListener("keydown", onKey);
            list();
        };
    }, []);
}

export const useListedShortcuts = () =>
    useSyncExternalStore((listener) => (listeners.add(listener), () => void listeners.delete(listener)), () => listed);
