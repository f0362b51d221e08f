// One ruling for many disputes; how far it is, until it is done.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Bar } from "@/shared/ui/blocks";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { NO_RULING, RulingFields, rulingBody, rulingFaults } from "./ruling-fields";

interface Props {
    disputes: string[];
    onClose: () => void;
    onBegun: (ruling: string) => void;
}

export function RuleManyDialog({ disputes, onClose, onBegun }: Props) {
    const { t } = useTranslation("operator");
    // pressed twice, it is one ruling
    const [key] = useState(intention);
    const form = useForm({
        initial: NO_RULING,
        check: (values) => rulingFaults(values, t("shared:field.missing_field")),
        submit: async (values) => {
            const begun = await ok(api.POST("/v1/admin/dispute-rulings", { params: { header: key }, body: { disputes, ...rulingBody(values) } }));
            toast(t("desk.begun", { count: disputes.length }));
            onBegun(begun.id);
        },
    });
    return (
        <Dialog onClose={onClose} title={`${t("desk.ruleMany")} (${t("desk.chosen", { count: disputes.length })})`} size="lg">
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t("desk.ruleManyText")}</Text>
                    <RulingFields form={form} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("case.send")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}

const LOOK_MS = 1000;

export function ManyProgress({ ruling }: { ruling: string }) {
    const { t } = useTranslation("operator");
    const asked = useGet("/v1/admin/dispute-rulings/{ruling}", { path: { ruling } }, { refetchInterval: ({ state }) => (state.data?.done_at ? false : LOOK_MS) });
    const done = asked.data?.done_at != null;
    useEffect(() => {
        if (done) void refresh("/v1/admin/disputes", "/v1/disputes");
    }, [done]);
    if (asked.error) return <Fault fault={asked.error} retry={asked.refetch} />;
    if (!asked.data) return null;
    const { total, ruled, skipped } = asked.data;
    const text = t("desk.progress", { ruled, total, skipped });
    return (
        <div role="status" style={{ marginBottom: 20 }}>
            <Text size="sm" mb={6}>{text}</Text>
            <Bar share={total === 0 ? 1 : (ruled + skipped) / total} label={text} />
        </div>
    );
}
