// Short messages at the edge, for what went well or can be undone. What went wrong in a form stands at its field.
import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTranslation } from "@/shared/i18n";
import { faultText } from "./fault";
import classes from "./ui.module.css";

interface Toast {
    id: number;
    text: string;
    undo?: () => unknown;
}

const MOST = 4, STAYS_MS = 6000, UNDO_MS = 10_000;
let toasts: Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: Toast[]) {
    toasts = next.slice(-MOST);
    for (const listener of listeners) listener();
}
const close = (id: number) => set(toasts.filter((toast) => toast.id !== id));

/** undo: shown as a button; does the opposite of what was done. */
export function toast(text: string, undo?: () => unknown) {
    const id = ++last;
    set([...toasts, { id, text, undo }]);
    window.setTimeout(() => close(id), undo ? UNDO_MS : STAYS_MS);
}
export const toastFault = (fault: unknown) => toast(faultText(fault));

function listen(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
}

export function Toasts() {
    const { t } = useTranslation();
    const shown = useSyncExternalStore(listen, () => toasts);
    return (
        <div className={`${classes.toasts} no-print`} role="status" aria-live="polite">
            {shown.map(({ id, text, undo }) => (
                <div key={id} className={classes.toast}>
                    <span>{text}</span>
                    {undo && (
                        <button type="button" onClick={() => (close(id), void undo())}>
                            {t("action.undo")}
                        </button>
                    )}
                    <button type="button" aria-label={t("action.close")} onClick={() => close(id)}>
                        <X size={16} aria-hidden />
                    </button>
                </div>
            ))}
        </div>
    );
}
