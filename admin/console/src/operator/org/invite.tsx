// Inviting somebody of a company. The link is shown once, and mailed where mail is set up.
import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import type { UserRole } from "@/shared/session/calls";
import { CopyButton } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { word } from "@/shared/ui/words";
import type { Org } from "../common/use-orgs";

export function InviteDialog({ org, onClose }: { org: Org; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const [headers] = useState(intention);
    const [link, setLink] = useState<string | null>(null);
    const roles: UserRole[] = org.operates ? ["admin", "auditor"] : ["owner", "member", "viewer"];
    const form = useForm({
        initial: { name: "", email: "", role: roles[0] as UserRole },
        check: ({ name, email }) => ({ name: name.trim() === "" ? t("shared:field.missing_field") : undefined, email: email.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ name, email, role }) => {
            const made = await ok(api.POST("/v1/admin/orgs/{org}/users", { params: { path: { org: org.id } }, headers, body: { name: name.trim(), email: email.trim(), role } }));
            setLink(made.link ?? "");
            await refresh("/v1/admin/orgs/{org}/users");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("org.invite")}>
            {link !== null ? (
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t("org.linkText")}</Text>
                    <TextInput readOnly aria-label={t("org.link")} value={link} rightSection={<CopyButton value={link} />} onFocus={(event) => event.currentTarget.select()} />
                    <Group justify="flex-end"><Button onClick={onClose}>{t("shared:action.done")}</Button></Group>
                </Stack>
            ) : (
                <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                    <Stack gap="md">
                        <TextInput label={t("org.name")} maxLength={200} data-autofocus {...form.field("name")} />
                        <TextInput label={t("org.email")} type="email" maxLength={254} {...form.field("email")} />
                        <Select label={t("org.role")} allowDeselect={false} data={roles.map((value) => ({ value, label: word("shell:role", value) }))} {...form.field("role")} />
                        {form.fault !== null && <Fault fault={form.fault} />}
                        <Group justify="flex-end">
                            <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                            <Button type="submit" loading={form.busy}>{t("org.invite")}</Button>
                        </Group>
                    </Stack>
                </form>
            )}
        </Dialog>
    );
}
