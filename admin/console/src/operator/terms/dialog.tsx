// A currency's terms. They hold for what comes from now on: payouts that were asked for stay as they were asked.
import { Button, Group, NumberInput, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { Meanwhile, useMeanwhile } from "@/shared/form/meanwhile";
import { MoneyInput } from "@/shared/form/money-input";
import { useForm } from "@/shared/form/use-form";
import { parseMinor, plainMinor } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { daysOf, secondsOf } from "../common/days";
import type { Currency } from "../common/use-currencies";

const LABELS = { minPayout: "minPayout", limit: "limit", hold: "hold", newSeller: "newSeller", payTo: "payTo" } as const;

const version = ({ currency, revision, ...terms }: Currency) => ({
    revision,
    values: {
        minPayout: plainMinor(terms.min_payout, currency), limit: terms.approval_limit === null ? "" : plainMinor(terms.approval_limit, currency),
        hold: daysOf(terms.hold_s), newSeller: daysOf(terms.new_seller_s), payTo: terms.pay_to ?? "",
    },
});

export function TermsDialog({ terms, onClose }: { terms: Currency; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const { currency } = terms;
    const [header] = useState(intention);
    const read = async () => version((await ok(api.GET("/v1/admin/currencies"))).items.find((one) => one.currency === currency) ?? terms);
    const meanwhile = useMeanwhile(version(terms), read);
    const amount = (text: string, least: number) => ((parseMinor(text, currency) ?? -1) < least ? t("money.amountWrong") : undefined);
    const form = useForm<ReturnType<typeof version>["values"]>({
        initial: version(terms).values,
        pointers: { minPayout: "/min_payout", limit: "/approval_limit", hold: "/hold_s", newSeller: "/new_seller_s", payTo: "/pay_to" },
        check: ({ minPayout, limit, hold, newSeller }) => ({
            minPayout: amount(minPayout, 1), limit: limit.trim() === "" ? undefined : amount(limit, 0),
            hold: hold === "" ? t("shared:field.missing_field") : undefined, newSeller: newSeller === "" ? t("shared:field.missing_field") : undefined,
        }),
        submit: async (values) => {
            const { minPayout, limit, hold, newSeller, payTo } = values;
            const saved = await meanwhile.save(values, form.setValues, (match, base) => ok(api.POST("/v1/admin/currencies", { params: { header: { ...header, ...match } }, body: {
                currency, min_payout: parseMinor(minPayout, currency)!, approval_limit: limit.trim() === "" ? null : parseMinor(limit, currency), pay_to: payTo.trim() || null,
                ...(hold === base.hold ? {} : { hold_s: secondsOf(hold)! }), ...(newSeller === base.newSeller ? {} : { new_seller_s: secondsOf(newSeller)! }),
            } })));
            if (!saved) return;
            onClose();
            toast(t("moneyTerms.saved", { currency }));
            await refresh("/v1/admin/currencies");
        },
    });
    const span = { min: 0, decimalScale: 2, suffix: ` ${t("moneyTerms.d")}` };
    return (
        <Dialog onClose={onClose} title={t("moneyTerms.of", { currency })}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <MoneyInput currency={currency} label={t("moneyTerms.minPayout")} description={t("moneyTerms.minPayoutText")} data-autofocus {...form.field("minPayout")} />
                    <MoneyInput currency={currency} label={t("moneyTerms.limit")} description={t("moneyTerms.limitText")} placeholder={t("moneyTerms.oneSuffices")} {...form.field("limit")} />
                    <NumberInput label={t("moneyTerms.hold")} description={t("moneyTerms.holdText")} max={366} {...span} {...form.field("hold")} />
                    <NumberInput label={t("moneyTerms.newSeller")} description={t("moneyTerms.newSellerText")} max={3660} {...span} {...form.field("newSeller")} />
                    <Textarea label={t("moneyTerms.payTo")} description={t("moneyTerms.payToText")} autosize minRows={2} maxRows={8} maxLength={2000} {...form.field("payTo")} />
                    <Meanwhile news={meanwhile.news} label={(name) => t(`moneyTerms.${LABELS[name]}`)} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("shared:action.save")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
