// A bank account payouts may go to: sealed when it is sent, shown as its last characters afterwards.
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";

export function PayeeDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("agency");
    const form = useForm({
        initial: { currency: "", name: "", account: "", bic: "" },
        submit: async ({ currency, name, account, bic }) => {
            await ok(api.POST("/v1/payees", { body: { currency: currency.trim().toUpperCase() as never, name, account, bic: bic.trim() || null }, headers: intention() }));
            onClose();
            await refresh("/v1/payees");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("payee.add")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} autoComplete="off">
                <Stack gap="md">
                    <TextInput label={t("payee.holder")} maxLength={70} data-autofocus {...form.field("name")} />
                    <TextInput label={t("payee.number")} description={t("payee.numberText")} maxLength={60} {...form.field("account")} />
                    <Group grow align="flex-start">
                        <TextInput label={t("payee.currency")} placeholder="RUB" maxLength={3} {...form.field("currency")} />
                        <TextInput label="BIC" maxLength={11} {...form.field("bic")} />
                    </Group>
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("payee.add")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
