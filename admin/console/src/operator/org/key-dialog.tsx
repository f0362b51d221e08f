// The first key of a company, made for it; later ones its people make themselves.
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import type { Org } from "../common/use-orgs";

export function KeyDialog({ org, onClose, onMade }: { org: Org; onClose: () => void; onMade: (key: string) => void }) {
    const { t } = useTranslation("operator");
    const [headers] = useState(intention);
    const form = useForm({
        initial: { name: "" },
        check: ({ name }) => ({ name: name.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ name }) => {
            const made = await ok(api.POST("/v1/admin/orgs/{org}/keys", { params: { path: { org: org.id } }, headers, body: { name: name.trim() } }));
            onClose();
            onMade((made as { key?: string }).key ?? "");
            await refresh("/v1/admin/orgs/{org}/keys");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("shared:keys.make")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <TextInput label={t("shared:keys.name")} description={t("org.keyText")} maxLength={100} data-autofocus {...form.field("name")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("shared:keys.make")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
