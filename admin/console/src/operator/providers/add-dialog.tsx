// A provider is admitted by its name. Its secret is in the answer that made it and nowhere else, so the dialog that shows it stays until it is closed.
import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { CopyButton } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { hookOf } from "./hook";

interface Made {
    name: string;
    path: string;
    /** Not in an answer that is given again: whoever lost it admits another. */
    secret?: string;
}

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
    if (made) return <MadeDialog made={made} onClose={onClose} />;
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

function MadeDialog({ made, onClose }: { made: Made; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const shown = (label: string, value: string) => (
        <TextInput readOnly label={label} value={value} rightSection={<CopyButton value={value} />} onFocus={(event) => event.currentTarget.select()} />
    );
    return (
        <Dialog onClose={onClose} title={t("provider.made", { name: made.name })} closeOnClickOutside={false} closeOnEscape={false}>
            <Stack gap="md">
                <Alert color="yellow" variant="light">{made.secret ? t("provider.secretText") : t("provider.secretLost")}</Alert>
                {made.secret && shown(t("provider.secret"), made.secret)}
                {shown(t("provider.hook"), hookOf(made.path))}
                <Group justify="flex-end"><Button onClick={onClose}>{t("shared:action.done")}</Button></Group>
            </Stack>
        </Dialog>
    );
}
