// How far a purchase is: state and person are saved as they are chosen, words when they are sent.
import { Button, Group, SegmentedControl, Select, Stack, TextInput, Textarea } from "@mantine/core";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Fault } from "@/shared/ui/fault";
import { toast, toastFault } from "@/shared/ui/toast";
import { WORK_STATES, changeWork, usePeople, type WorkChange, type WorkItem, type WorkState } from "./change";
import { fromLocal, toLocal } from "./local-time";

export function WorkPanel({ item }: { item: WorkItem }) {
    const { t } = useTranslation("advertiser");
    const mayWrite = useMayWrite();
    const people = usePeople([item.assignee]);
    const save = (change: WorkChange) => changeWork(item, change).catch(toastFault);
    return (
        <Stack gap="md">
            <SegmentedControl fullWidth role="radiogroup" aria-label={t("work.state")} disabled={!mayWrite} value={item.state} onChange={(state) => void save({ state: state as WorkState })}
                data={WORK_STATES.map((value) => ({ value, label: t(`work.states.${value}`) }))} />
            <Select label={t("work.assignee")} placeholder={t("work.nobody")} searchable clearable clearButtonProps={{ "aria-label": t("work.nobody") }} disabled={!mayWrite}
                value={item.assignee} data={people} onChange={(assignee) => void save({ assignee })} />
            {mayWrite ? <Words key={item.sale} item={item} /> : item.note}
        </Stack>
    );
}

/** Typed words stay while the row is read anew: only another purchase begins anew. */
function Words({ item }: { item: WorkItem }) {
    const { t } = useTranslation("advertiser");
    const form = useForm({
        initial: { note: item.note ?? "", next_action: item.next_action ?? "", next_at: toLocal(item.next_at) },
        submit: async ({ note, next_action, next_at }) => {
            await changeWork(item, { note: note.trim() || null, next_action: next_action.trim() || null, next_at: fromLocal(next_at) });
            toast(t("shared:done.saved"));
        },
    });
    const changed = form.values.note !== (item.note ?? "") || form.values.next_action !== (item.next_action ?? "") || form.values.next_at !== toLocal(item.next_at);
    return (
        <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
            <Stack gap="md">
                <Textarea label={t("work.note")} data-work-note autosize minRows={2} maxRows={10} maxLength={4000} {...form.field("note")}
                    onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void form.onSubmit(event); }} />
                <Group align="flex-start" gap="xs" wrap="wrap">
                    <TextInput flex={1} miw={150} label={t("work.nextAction")} placeholder={t("work.nextHint")} maxLength={200} {...form.field("next_action")} />
                    <TextInput w={200} type="datetime-local" label={t("work.nextAt")} {...form.field("next_at")} />
                </Group>
                {form.fault !== null && <Fault fault={form.fault} />}
                <Group justify="flex-end"><Button type="submit" size="xs" variant={changed ? "filled" : "default"} disabled={!changed} loading={form.busy}>{t("shared:action.save")}</Button></Group>
            </Stack>
        </form>
    );
}
