// The person: masked. Whoever looks gives a reason, which the audit keeps; it is shown only on this page, until it is left.
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Eye } from "lucide-react";
import { useState } from "react";
import { api, ok } from "@/shared/api/client";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import type { Whole } from "@/shared/lead/whole";
import { useMayWrite } from "@/shared/session/session";
import { Facts, Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";

type Contact = Partial<Record<"first_name" | "last_name" | "phone" | "email", string>>;

export function ContactPanel({ lead }: { lead: Whole }) {
    const { t } = useTranslation("operator");
    const mayLook = useMayWrite();
    const [asking, ask] = useDisclosure(false);
    const [seen, setSeen] = useState<Contact | null>(null);
    const shown = seen ?? (lead.contact as Contact | null) ?? {};
    return (
        <Panel title={t("lead.contact")} actions={mayLook && !seen && lead.contact && (
            <Button size="compact-sm" variant="default" leftSection={<Eye size={14} aria-hidden />} onClick={ask.open}>{t("lead.reveal")}</Button>
        )}>
            <Facts items={(["first_name", "last_name", "phone", "email"] as const).map((name) => [t(`lead.${name}`), shown[name]])} />
            {asking && <RevealDialog lead={lead.id} onClose={ask.close} onSeen={setSeen} />}
        </Panel>
    );
}

function RevealDialog({ lead, onClose, onSeen }: { lead: string; onClose: () => void; onSeen: (contact: Contact) => void }) {
    const { t } = useTranslation("operator");
    const form = useForm({
        initial: { reason: "" },
        check: ({ reason }) => ({ reason: reason.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ reason }) => {
            const whole = await ok(api.POST("/v1/admin/leads/{lead}/reveal", { params: { path: { lead } }, body: { reason: reason.trim() } }));
            onSeen(whole.contact as Contact);
            onClose();
        },
    });
    return (
        <Modal opened onClose={onClose} title={t("lead.reveal")} closeButtonProps={{ "aria-label": t("shared:action.close") }}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t("lead.revealText")}</Text>
                    <TextInput label={t("lead.reason")} maxLength={500} data-autofocus {...form.field("reason")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("lead.reveal")}</Button>
                    </Group>
                </Stack>
            </form>
        </Modal>
    );
}
