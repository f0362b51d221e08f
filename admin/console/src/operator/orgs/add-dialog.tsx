// A new company. It begins as an applicant, which somebody takes in on its page.
import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";

export function AddDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("operator");
    const [, go] = useLocation();
    const [headers] = useState(intention);
    const form = useForm({
        initial: { name: "", alias: "", country: "", tax_id: "", sells: true, buys: false },
        check: ({ name }) => ({ name: name.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ name, alias, country, tax_id, sells, buys }) => {
            const made = await ok(api.POST("/v1/admin/orgs", {
                headers, body: { name: name.trim(), alias: alias.trim() || null, country: country.trim().toUpperCase() || null, tax_id: tax_id.trim() || null, sells, buys },
            }));
            await refresh("/v1/admin/orgs");
            go(`/operator/orgs/${made.id}`);
        },
    });
    return (
        <Dialog onClose={onClose} title={t("org.add")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <TextInput label={t("org.name")} maxLength={200} data-autofocus {...form.field("name")} />
                    <TextInput label={t("org.alias")} description={t("org.aliasText")} maxLength={60} {...form.field("alias")} />
                    <Group grow align="flex-start">
                        <TextInput label={t("org.country")} placeholder="RU" maxLength={2} {...form.field("country")} />
                        <TextInput label={t("org.taxId")} maxLength={60} {...form.field("tax_id")} />
                    </Group>
                    <Checkbox label={t("org.sells")} {...form.tick("sells")} />
                    <Checkbox label={t("org.buys")} {...form.tick("buys")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("org.add")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
