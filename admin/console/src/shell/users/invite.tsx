// Inviting a colleague. The link is shown once, and mailed where mail is set up.
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { invite, type UserRole } from "@/shared/session/calls";
import { useMe } from "@/shared/session/session";
import { rolesOf } from "@/shared/users/roles";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";

export function InviteDialog({ onClose, onLink }: { onClose: () => void; onLink: (link: string) => void }) {
    const { t } = useTranslation("shell");
    const roles = rolesOf(useMe().org.operates);
    const form = useForm({
        initial: { name: "", email: "", role: roles[1] as UserRole },
        check: ({ email }) => ({ email: /^\S+@\S+$/.test(email.trim()) ? undefined : t("sign.emailWrong") }),
        submit: async (values) => {
            const made = await invite({ ...values, email: values.email.trim() });
            onClose();
            void refresh("/v1/users");
            if (made.link) onLink(made.link);
        },
    });
    return (
        <Dialog onClose={onClose} title={t("users.invite")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <TextInput label={t("account.name")} data-autofocus {...form.field("name")} />
                    <TextInput label={t("sign.email")} type="email" {...form.field("email")} />
                    <Select label={t("users.role")} allowDeselect={false} data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
                        description={t(`roleText.${form.values.role}`)} {...form.field("role")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("users.invite")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
