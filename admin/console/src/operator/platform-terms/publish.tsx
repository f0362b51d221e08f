// A version of the terms is published once and never changed: so it is asked again.
import { Button, Group, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";

export function PublishDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("operator");
    const [headers] = useState(intention);
    const missing = t("shared:field.missing_field");
    const form = useForm({
        initial: { version: "", text: "" },
        check: ({ version, text }) => ({ version: version.trim() === "" ? missing : undefined, text: text.trim() === "" ? missing : undefined }),
        submit: async ({ version, text }) => {
            await ok(api.POST("/v1/admin/terms", { headers, body: { version: version.trim(), text: text.trim() } }));
            onClose();
            toast(t("terms.done", { version: version.trim() }));
            await refresh("/v1/admin/terms", "/v1/terms");
        },
    });
    return (
        <Dialog onClose={onClose} size="xl" title={t("terms.publish")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t("terms.publishText")}</Text>
                    <TextInput label={t("terms.version")} description={t("terms.versionText")} placeholder="2027-1" maxLength={60} data-autofocus {...form.field("version")} />
                    <Textarea label={t("terms.words")} autosize minRows={8} maxRows={18} maxLength={200_000} {...form.field("text")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("terms.publish")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
