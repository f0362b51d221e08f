// Asking for a payout. Two administrators approve large ones; the money leaves "available" at once.
import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, usePages, type Body } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { parseMinor, plainMinor, useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";

type Balance = Body<"/v1/wallet">["items"][number];

export function PayoutDialog({ balances, onClose }: { balances: Balance[]; onClose: () => void }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    // a second press of the same intention is the same payout
    const [key] = useState(intention);
    const payable = balances.filter((item) => (item.payable_available?.amount ?? 0) > 0);
    const payees = usePages("/v1/payees").items?.filter((payee) => !payee.retired_at) ?? [];
    const first = payable[0]!;
    const form = useForm({
        initial: { currency: first.currency as string, amount: plainMinor(first.payable_available!.amount, first.currency), payee: "" },
        check: ({ currency, amount, payee }) => {
            const minor = parseMinor(amount, currency), most = payable.find((item) => item.currency === currency)?.payable_available?.amount ?? 0;
            return {
                amount: minor === null || minor <= 0 ? t("money.amountWrong") : minor > most ? t("money.amountMost", { most: format.money({ amount: most, currency }) }) : undefined,
                payee: payee === "" ? t("shared:field.missing_field") : undefined,
            };
        },
        submit: async ({ currency, amount, payee }) => {
            await ok(api.POST("/v1/payouts", { params: { header: key }, body: { amount: { amount: parseMinor(amount, currency)!, currency: currency as never }, payee } as never }));
            onClose();
            toast(t("money.askedDone"));
            await refresh("/v1/payouts", "/v1/wallet");
        },
    });
    const { currency } = form.values;
    return (
        <Dialog onClose={onClose} title={t("money.ask")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t("money.askText")}</Text>
                    <Group grow align="flex-start">
                        <TextInput label={t("money.amount")} inputMode="decimal" data-autofocus {...form.field("amount")} />
                        <Select label={t("payee.currency")} allowDeselect={false} data={payable.map((item) => item.currency)} {...form.field("currency")} />
                    </Group>
                    <Select label={t("payee.one")} placeholder={t("payee.choose")} data={payees.filter((payee) => payee.currency === currency).map((payee) => ({ value: payee.id, label: payee.account }))}
                        nothingFoundMessage={t("payee.none")} {...form.field("payee")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("money.ask")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
