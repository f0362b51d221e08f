// The niche's terms for claims: when only the stronger evidence counts, and what groundless claims cost.
import { Button, Group, NumberInput } from "@mantine/core";
import { api, intention, ok } from "@/shared/api/client";
import { useGet, refresh, type Body } from "@/shared/api/hooks";
import { Meanwhile, useMeanwhile } from "@/shared/form/meanwhile";
import { MoneyInput } from "@/shared/form/money-input";
import { useForm } from "@/shared/form/use-form";
import { parseMinor, plainMinor } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Columns, Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import classes from "./niche.module.css";

type Terms = Body<"/v1/admin/niches/{niche}/dispute-terms">;
const BELOW = ["label", "input", "description", "error"] as const;
const PATH = "/v1/admin/niches/{niche}/dispute-terms";

const version = ({ strong_share_bp, claim_fee, claim_fee_after, revision }: Terms) => ({
    revision,
    values: { share: (strong_share_bp / 100) as number | string, fee: plainMinor(claim_fee.amount, claim_fee.currency), after: claim_fee_after as number | string },
});

export function DisputeTerms({ niche }: { niche: string }) {
    const { t } = useTranslation("operator");
    const asked = useGet(PATH, { path: { niche } }, { staleTime: Infinity, refetchOnWindowFocus: false });
    return (
        <Panel title={t("disputeTerms.title")}>
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            {asked.isPending && <div aria-busy style={{ minHeight: 96 }} />}
            {asked.data && <Form key={niche} terms={asked.data} />}
        </Panel>
    );
}

function Form({ terms }: { terms: Terms }) {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const { currency } = terms.claim_fee;
    const params = { path: { niche: terms.niche } };
    const { base, rebase, news, save } = useMeanwhile(version(terms), async () => version(await ok(api.GET(PATH, { params }))));
    const form = useForm<ReturnType<typeof version>["values"]>({
        initial: base,
        pointers: { share: "/strong_share_bp", fee: "/claim_fee", after: "/claim_fee_after" },
        check: ({ share, fee, after }) => ({
            share: share === "" ? t("shared:field.missing_field") : undefined, fee: parseMinor(fee, currency) === null ? t("shared:field.invalid_field") : undefined,
            after: after === "" ? t("shared:field.missing_field") : undefined,
        }),
        submit: async (values) => {
            const { share, fee, after } = values;
            const body = { strong_share_bp: Math.round(Number(share) * 100), claim_fee: parseMinor(fee, currency)!, claim_fee_after: Number(after) };
            const saved = await save(values, form.setValues, async (header) => {
                const now = version(await ok(api.POST(PATH, { params: { ...params, header }, headers: intention(), body })));
                rebase(now);
                form.setValues(now.values);
            });
            if (!saved) return;
            toast(t("disputeTerms.done"));
            await refresh(PATH);
        },
    });
    const touched = JSON.stringify(form.values) !== JSON.stringify(base);
    return (
        <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
            <fieldset disabled={!mayWrite} className={classes.plain}>
                <Columns least={240}>
                    <NumberInput inputWrapperOrder={[...BELOW]} label={t("disputeTerms.share")} description={t("disputeTerms.shareText")} min={0} max={100} decimalScale={2} suffix=" %" {...form.field("share")} />
                    <MoneyInput currency={currency} inputWrapperOrder={[...BELOW]} label={t("disputeTerms.fee")} description={t("disputeTerms.feeText")} {...form.field("fee")} />
                    <NumberInput inputWrapperOrder={[...BELOW]} label={t("disputeTerms.after")} description={t("disputeTerms.afterText")} min={0} max={1_000_000} allowDecimal={false} {...form.field("after")} />
                </Columns>
            </fieldset>
            <Meanwhile news={news} label={(name) => t(`disputeTerms.${name}`)} />
            {form.fault !== null && <Fault fault={form.fault} />}
            {mayWrite && <Group justify="flex-end" mt="md"><Button type="submit" disabled={!touched} loading={form.busy}>{t("disputeTerms.save")}</Button></Group>}
        </form>
    );
}
