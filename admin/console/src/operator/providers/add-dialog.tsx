// A provider is admitted by its name, which its address and its references carry for ever.
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { MadeDialog, type Made } from "./made-dialog";

export function AddDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("operator");
    const [header] = useState(intention);
    const [made, setMade] = useState<Made | null>(null);
    const form = useForm({
        initial: { name: "" },
        check: ({ name }) => ({ name: /^[a-z][a-z0-9_-]{0,39}$/.test(name.trim()) ? undefined : t("provider.nameWrong") }),
        submit: async ({ name }) => {
            setMade(await ok(api.POST("/v1/admin/payment-providers", { params: { header }, body: { name: name.trim() } })));
            await refresh("/v1/admin/payment-providers");
        },
    });
    if (made) return <MadeDialog title={t("provider.made", { name: made.name })} made={made} onClose={onClose} />;
    return (
        <Dialog onClose={onClose} title={t("provider.add")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t("provider.addText")}</Text>
                    <TextInput label={t("org.name")} description={t("provider.nameText")} maxLength={40} autoCapitalize="none" spellCheck={false} data-autofocus {...form.field("name")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("provider.add")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
