// What came under a top-up's reference is booked: once, whoever confirms, and as much as really came.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { MoneyInput } from "@/shared/form/money-input";
import { useForm } from "@/shared/form/use-form";
import { parseMinor, plainMinor, useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Facts } from "@/shared/ui/blocks";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { TransferReference } from "@/shared/ui/top-up";
import type { TopUp } from "./top-ups";

export function ConfirmTopUp({ topUp, name, onClose }: { topUp: TopUp; name: string; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const [header] = useState(intention);
    const { currency } = topUp.amount;
    const form = useForm({
        initial: { amount: plainMinor(topUp.amount.amount, currency) },
        check: ({ amount }) => ({ amount: (parseMinor(amount, currency) ?? 0) < 1 ? t("money.amountWrong") : undefined }),
        submit: async ({ amount }) => {
            const came = { amount: parseMinor(amount, currency)!, currency };
            await ok(api.POST("/v1/admin/top-ups/{top_up}/confirm", { params: { path: { top_up: topUp.id }, header }, body: { amount: came } }));
            onClose();
            toast(t("money.booked", { amount: format.money(came) }));
            await refresh("/v1/admin/top-ups", "/v1/statements", "/v1/transfers", "/v1/admin/ledger", "/v1/floor");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("money.topUp.confirmTitle")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t("money.topUp.confirmText")}</Text>
                    <Facts items={[[t("org.one"), name], [t("money.topUp.reference"), <TransferReference key="reference" reference={topUp.reference} />], [t("money.topUp.askedFor"), format.money(topUp.amount)]]} />
                    <MoneyInput currency={currency} label={t("money.topUp.came")} data-autofocus {...form.field("amount")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("money.book")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
