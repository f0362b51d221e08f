// A company is billed before its month ends: from the day after its last bill up to a signed day.
import { Button, Group, Input, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { useCurrencies } from "../common/use-currencies";
import { useOrgs } from "../common/use-orgs";

const KINDS = ["invoice", "self_billed"] as const;
type Kind = (typeof KINDS)[number];

export function BillDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("operator");
    const [header] = useState(intention);
    const [, go] = useLocation();
    const orgs = useOrgs();
    const currencies = useCurrencies();
    const form = useForm({
        initial: { org: "", series: "invoice" as Kind, currency: "", to: "" },
        check: ({ org, currency }) => ({ org: org === "" ? t("shared:field.missing_field") : undefined, currency: currency === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ org, series, currency, to }) => {
            const made = await ok(api.POST("/v1/admin/invoices", { params: { header }, body: { org, series, currency, ...(to === "" ? {} : { to }) } }));
            onClose();
            toast(t("invoice.made", { numbers: made.items.map(({ number }) => number).join(", ") }));
            await refresh("/v1/admin/invoices");
            go(`/operator/invoices/${made.id}`);
        },
    });
    const { series } = form.values;
    return (
        <Dialog onClose={onClose} title={t("invoice.bill")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t("invoice.billText")}</Text>
                    <Select label={t("org.one")} data={orgs.options} searchable openOnFocus={false} data-autofocus {...form.field("org")} />
                    <Input.Wrapper label={t("invoice.kind")} labelElement="div" description={t(`invoice.seriesText.${series}`)}>
                        <SegmentedControl fullWidth mt={6} role="radiogroup" aria-label={t("invoice.kind")} value={series} onChange={(next) => form.set("series", next as Kind)} data={KINDS.map((value) => ({ value, label: t(`invoice.series.${value}`) }))} />
                    </Input.Wrapper>
                    <Group grow align="flex-start">
                        <Select label={t("money.currency")} data={currencies.names} allowDeselect={false} {...form.field("currency")} />
                        <TextInput label={t("invoice.upTo")} type="date" {...form.field("to")} />
                    </Group>
                    <Text size="xs" c="dimmed">{t("invoice.upToText")}</Text>
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("invoice.bill")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
