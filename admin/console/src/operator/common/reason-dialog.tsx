// Asks for a reason before something that a company, a seller or the audit will read.
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";

interface Props {
    title: string;
    text?: string;
    /** What the button does, as a verb. */
    action: string;
    danger?: boolean;
    optional?: boolean;
    submit: (reason: string) => Promise<unknown>;
    onClose: () => void;
}

export function ReasonDialog({ title, text, action, danger, optional, submit, onClose }: Props) {
    const { t } = useTranslation("operator");
    const form = useForm({
        initial: { reason: "" },
        check: ({ reason }) => ({ reason: !optional && reason.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ reason }) => {
            await submit(reason.trim());
            onClose();
        },
    });
    return (
        <Dialog onClose={onClose} title={title}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    {text && <Text size="sm" c="dimmed">{text}</Text>}
                    <Textarea label={optional ? t("reason.optional") : t("reason.label")} autosize minRows={2} maxLength={500} data-autofocus {...form.field("reason")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" color={danger ? "red" : undefined} loading={form.busy}>{action}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
