// A credit note: a paper that names the invoice and takes back part of it. It moves no money; what gives money back is another thing.
import { Alert, Button, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { MoneyInput } from "@/shared/form/money-input";
import { useForm } from "@/shared/form/use-form";
import { parseMinor, plainMinor, useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import type { Whole } from "./page";

export function CreditDialog({ invoice, onClose }: { invoice: Whole; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const [header] = useState(intention);
    const [, go] = useLocation();
    const { currency } = invoice;
    const left = invoice.gross.amount - invoice.credited.amount;
    const lines = (invoice.lines ?? []).map((line, i) => ({ value: String(i), label: `${line.text}, ${format.money({ amount: line.gross, currency })}` }));
    const form = useForm({
        initial: { amount: plainMinor(left, currency), line: "0", reason: "" },
        check: ({ amount, reason }) => {
            const minor = parseMinor(amount, currency);
            return {
                amount: minor === null || minor < 1 ? t("money.amountWrong") : minor > left ? t("invoice.tooMuch", { amount: format.money({ amount: left, currency }) }) : undefined,
                reason: reason.trim() === "" ? t("shared:field.missing_field") : undefined,
            };
        },
        submit: async ({ amount, line, reason }) => {
            const body = { amount: { amount: parseMinor(amount, currency)!, currency }, line: Number(line), reason: reason.trim() };
            const made = await ok(api.POST("/v1/admin/invoices/{invoice}/credit", { params: { path: { invoice: invoice.id }, header }, body }));
            onClose();
            toast(t("invoice.creditMade", { number: made.number }));
            await refresh("/v1/admin/invoices", "/v1/invoices");
            go(`/operator/invoices/${made.id}`);
        },
    });
    return (
        <Dialog onClose={onClose} title={t("invoice.creditOf", { number: invoice.number })}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Alert color="yellow" variant="light">{t("invoice.creditText")}</Alert>
                    <MoneyInput currency={currency} label={t("money.amount")} description={t("invoice.leftText", { amount: format.money({ amount: left, currency }) })} data-autofocus {...form.field("amount")} />
                    {lines.length > 1 && <Select label={t("invoice.taxOf")} data={lines} allowDeselect={false} {...form.field("line")} />}
                    <Textarea label={t("reason.label")} description={t("invoice.reasonText")} autosize minRows={2} maxLength={500} {...form.field("reason")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="space-between">
                        <Text size="xs" c="dimmed">{t("invoice.forGood")}</Text>
                        <Group gap="sm">
                            <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                            <Button type="submit" loading={form.busy}>{t("invoice.credit")}</Button>
                        </Group>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
