// What a seller may do about a lead that nobody has yet.
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { CalendarClock, Store, Undo2 } from "lucide-react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { confirm } from "@/shared/ui/confirm";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast, toastFault } from "@/shared/ui/toast";

export function WithdrawButton({ lead }: { lead: string }) {
    const { t } = useTranslation("agency");
    const withdraw = async () => {
        if (!(await confirm({ title: t("withdraw.title"), body: t("withdraw.text"), action: t("withdraw.action"), danger: true }))) return;
        await ok(api.POST("/v1/leads/{lead}/withdraw", { params: { path: { lead } }, body: {} as never, headers: intention() }))
            .then(() => (toast(t("withdraw.done")), refresh("/v1/leads")), toastFault);
    };
    return <Button variant="default" leftSection={<Undo2 size={15} aria-hidden />} onClick={() => void withdraw()}>{t("withdraw.action")}</Button>;
}

/** A lead made for one offer goes to the whole market. */
export function ReleaseButton({ lead }: { lead: string }) {
    const { t } = useTranslation("agency");
    const release = async () => {
        if (!(await confirm({ title: t("release.title"), body: t("release.text"), action: t("release.action") }))) return;
        await ok(api.POST("/v1/leads/{lead}/release", { params: { path: { lead } }, body: {} as never, headers: intention() }))
            .then(() => (toast(t("release.done")), refresh("/v1/leads")), toastFault);
    };
    return <Button variant="default" leftSection={<Store size={15} aria-hidden />} onClick={() => void release()}>{t("release.action")}</Button>;
}

export function DeferButton({ lead, state }: { lead: string; state: string }) {
    const { t } = useTranslation("agency");
    const [opened, { open, close }] = useDisclosure(false);
    const form = useForm({
        initial: { until: "" },
        check: ({ until }) => ({ until: until === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ until }) => {
            await ok(api.POST("/v1/leads/{lead}/defer", { params: { path: { lead } }, body: { until: new Date(until).toISOString() }, headers: intention() }));
            close();
            toast(t("defer.done"));
            await refresh("/v1/leads");
        },
    });
    return (
        <>
            <Button variant="default" leftSection={<CalendarClock size={15} aria-hidden />} onClick={open}>{state === "deferred" ? t("defer.move") : t("defer.action")}</Button>
            {opened && (
                <Dialog onClose={close} title={t("defer.title")}>
                    <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                        <Stack gap="md">
                            <Text size="sm" c="dimmed">{t("defer.text")}</Text>
                            <TextInput type="datetime-local" label={t("defer.until")} data-autofocus {...form.field("until")} />
                            {form.fault !== null && <Fault fault={form.fault} />}
                            <Group justify="flex-end">
                                <Button variant="default" onClick={close}>{t("shared:action.cancel")}</Button>
                                <Button type="submit" loading={form.busy}>{t("defer.action")}</Button>
                            </Group>
                        </Stack>
                    </form>
                </Dialog>
            )}
        </>
    );
}
