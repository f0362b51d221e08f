// The ruling of one dispute. When somebody else rules it meanwhile, that is said, and what was written stays.
import { Alert, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { Problem } from "@/shared/api/problem";
import type { Dispute } from "@/shared/dispute/file";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { NO_RULING, RulingFields, rulingBody, rulingFaults } from "../desk/ruling-fields";

export function useRuling(dispute: Dispute) {
    const { t } = useTranslation("operator");
    const [made, setMade] = useState(false);
    const form = useForm({
        initial: NO_RULING,
        check: (values) => rulingFaults(values, t("shared:field.missing_field")),
        submit: async (values) => {
            try {
                await ok(api.POST("/v1/admin/disputes/{dispute}/ruling", { params: { path: { dispute: dispute.id }, header: intention() }, body: rulingBody(values) }));
            } catch (fault) {
                // its state may have changed: what stands here is read again before anything is said
                if (fault instanceof Problem && fault.status === 409) await refresh("/v1/disputes");
                throw fault;
            }
            setMade(true);
            toast(t("case.ruled"));
            await refresh("/v1/disputes", "/v1/admin/disputes", "/v1/floor");
        },
    });
    const add = (text: string) => form.set("text", form.values.text ? `${form.values.text}\n\n${text}` : text);
    return { form, made, add };
}

export function RulingPanel({ dispute, ruling: { form, made } }: { dispute: Dispute; ruling: ReturnType<typeof useRuling> }) {
    const { t } = useTranslation("operator");
    const appeal = dispute.state === "appealed";
    if (!dispute.may.includes("ruling")) return made || form.values.text === "" ? null : <Faster text={form.values.text} />;
    return (
        <Panel title={appeal ? t("case.ruleAppeal") : t("case.rule")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{appeal ? t("case.ruleAppealText") : t("case.ruleText")}</Text>
                    <RulingFields form={form} price={dispute.price} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end"><Button type="submit" loading={form.busy}>{t("case.send")}</Button></Group>
                </Stack>
            </form>
        </Panel>
    );
}

function Faster({ text }: { text: string }) {
    const { t } = useTranslation("operator");
    return (
        <Alert color="yellow" variant="light" role="status" title={t("case.faster")} styles={{ title: { color: "var(--lx-warn)" } }}>
            <Text size="sm" mb="sm">{t("case.fasterText")}</Text>
            <Textarea readOnly autosize aria-label={t("case.words")} value={text} />
        </Alert>
    );
}
