// A deposit, a charge-back or a credit limit. A bank's reference moves money once, whoever sends it again.
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { MoneyFields, moneyBody, NO_MONEY, useMoneyFaults } from "../common/money-fields";

export type Booking = "deposit" | "chargeBack" | "credit";

export function BookDialog({ booking, onClose }: { booking: Booking; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const faults = useMoneyFaults();
    // a second press of the same intention is the same booking
    const [header] = useState(intention);
    const credit = booking === "credit";
    const form = useForm({
        initial: { ...NO_MONEY, reference: "" },
        pointers: { amount: credit ? "/limit" : "/amount" },
        check: (values) => ({ ...faults(values, credit ? 0 : 1), reference: !credit && values.reference.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async (values) => {
            const { org } = values, amount = moneyBody(values), reference = values.reference.trim();
            if (booking === "deposit") await ok(api.POST("/v1/admin/deposits", { params: { header }, body: { org, amount, reference } }));
            else if (booking === "chargeBack") await ok(api.POST("/v1/admin/charge-backs", { params: { header }, body: { org, amount, reference } }));
            else await ok(api.POST("/v1/admin/credit-limits", { params: { header }, body: { org, limit: amount } }));
            onClose();
            toast(t("money.booked", { amount: format.money(amount) }));
            await refresh("/v1/admin/top-ups", "/v1/statements", "/v1/transfers", "/v1/admin/ledger");
        },
    });
    return (
        <Dialog onClose={onClose} title={t(`money.${booking}`)}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t(`money.${booking}Text`)}</Text>
                    <MoneyFields form={form} />
                    {!credit && <TextInput label={t("money.reference")} description={t("money.referenceText")} maxLength={200} {...form.field("reference")} />}
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" color={booking === "chargeBack" ? "red" : undefined} loading={form.busy}>{t(credit ? "money.agree" : "money.book")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
