// A rate from a day on. It is never changed: what was billed keeps the rate it was billed with, and a mistake is mended by a later rate.
import { Button, Group, Input, NumberInput, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";

const ON = ["invoice", "self_billed"] as const;

export function RateDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("operator");
    const [header] = useState(intention);
    const missing = (text: unknown) => (text === "" ? t("shared:field.missing_field") : undefined);
    const form = useForm({
        initial: { country: "", series: "invoice" as (typeof ON)[number], name: "", rate: "" as number | string, from: "" },
        pointers: { rate: "/rate_bp" },
        check: ({ country, name, rate, from }) => ({
            country: /^([A-Za-z]{2})?$/.test(country.trim()) ? undefined : t("taxRate.countryWrong"),
            name: missing(name.trim()), rate: missing(rate), from: missing(from),
        }),
        submit: async ({ country, series, name, rate, from }) => {
            await ok(api.POST("/v1/admin/tax-rates", { params: { header }, body: { country: country.trim().toUpperCase() || null, series, from, name: name.trim(), rate_bp: Math.round(Number(rate) * 100) } }));
            onClose();
            toast(t("taxRate.added", { name: name.trim() }));
            await refresh("/v1/admin/tax-rates");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("taxRate.add")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Input.Wrapper label={t("taxRate.on")} labelElement="div">
                        <SegmentedControl fullWidth role="radiogroup" aria-label={t("taxRate.on")} value={form.values.series} onChange={(next) => form.set("series", next as "invoice")} data={ON.map((value) => ({ value, label: t(`taxRate.series.${value}`) }))} />
                    </Input.Wrapper>
                    <TextInput label={t("taxRate.country")} description={t("taxRate.countryText")} placeholder="NO" maxLength={2} data-autofocus {...form.field("country")} />
                    <Group grow align="flex-start">
                        <TextInput label={t("taxRate.name")} placeholder="VAT" maxLength={60} {...form.field("name")} />
                        <NumberInput label={t("taxRate.rate")} suffix=" %" min={0} max={100} decimalScale={2} {...form.field("rate")} />
                    </Group>
                    <TextInput label={t("taxRate.from")} type="date" {...form.field("from")} />
                    <Text size="sm" c="dimmed">{t("taxRate.forGood")}</Text>
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("taxRate.add")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
