// Asking before what cannot be undone: `if (await confirm({ title, body, action, danger: true })) …`
import { Button, Group, Text } from "@mantine/core";
import { useSyncExternalStore, type ReactNode } from "react";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "./dialog";

interface Question {
    title: string;
    body?: ReactNode;
    /** What the button does, as a verb. */
    action: string;
    danger?: boolean;
}

let asked: (Question & { answer: (yes: boolean) => void }) | null = null;
const listeners = new Set<() => void>();

function set(next: typeof asked) {
    asked = next;
    for (const listener of listeners) listener();
}

export function confirm(question: Question): Promise<boolean> {
    asked?.answer(false);
    return new Promise((resolve) => set({ ...question, answer: (yes) => (set(null), resolve(yes)) }));
}

function listen(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
}

export function Confirm() {
    const { t } = useTranslation();
    const question = useSyncExternalStore(listen, () => asked);
    if (question === null) return null;
    return (
        <Dialog onClose={() => question.answer(false)} title={question.title}>
            {question.body && <Text size="sm" c="dimmed" component="div">{question.body}</Text>}
            <Group justify="flex-end" mt="lg">
                <Button variant="default" onClick={() => question.answer(false)}>{t("action.cancel")}</Button>
                <Button color={question.danger ? "red" : undefined} data-autofocus onClick={() => question.answer(true)}>{question.action}</Button>
            </Group>
        </Dialog>
    );
}
