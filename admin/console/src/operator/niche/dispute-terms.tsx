// The niche's terms for claims: when only the stronger evidence counts, and what groundless claims cost.
import { Button, Group, NumberInput, TextInput } from "@mantine/core";
import { api, intention, ok } from "@/shared/api/client";
import { useGet, refresh, type Body } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { parseMinor, plainMinor } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Columns, Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import classes from "./niche.module.css";

type Terms = Body<"/v1/admin/niches/{niche}/dispute-terms">;
const PATH = "/v1/admin/niches/{niche}/dispute-terms";

export function DisputeTerms({ niche }: { niche: string }) {
    const { t } = useTranslation("operator");
    const asked = useGet(PATH, { path: { niche } }, { staleTime: Infinity, refetchOnWindowFocus: false });
    return (
        <Panel title={t("disputeTerms.title")}>
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            {asked.isPending && <div aria-busy style={{ minHeight: 96 }} />}
            {asked.data && <Form key={asked.dataUpdatedAt} terms={asked.data} />}
        </Panel>
    );
}

function Form({ terms }: { terms: Terms }) {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const { currency } = terms.claim_fee;
    const initial = { share: terms.strong_share_bp / 100 as number | string, fee: plainMinor(terms.claim_fee.amount, currency), after: terms.claim_fee_after as number | string };
    const form = useForm({
        initial,
        pointers: { share: "/strong_share_bp", fee: "/claim_fee", after: "/claim_fee_after" },
        check: ({ share, fee, after }) => ({
            share: share === "" ? t("shared:field.missing_field") : undefined, fee: parseMinor(fee, currency) === null ? t("shared:field.invalid_field") : undefined,
            after: after === "" ? t("shared:field.missing_field") : undefined,
        }),
        submit: async ({ share, fee, after }) => {
            const body = { strong_share_bp: Math.round(Number(share) * 100), claim_fee: parseMinor(fee, currency)!, claim_fee_after: Number(after) };
            await ok(api.POST(PATH, { params: { path: { niche: terms.niche } }, headers: intention(), body }));
            toast(t("disputeTerms.done"));
            await refresh(PATH);
        },
    });
    const touched = JSON.stringify(form.values) !== JSON.stringify(initial);
    return (
        <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
            <fieldset disabled={!mayWrite} className={classes.plain}>
                <Columns least={240}>
                    <NumberInput label={t("disputeTerms.share")} description={t("disputeTerms.shareText")} min={0} max={100} decimalScale={2} suffix=" %" {...form.field("share")} />
                    <TextInput label={t("disputeTerms.fee")} description={t("disputeTerms.feeText")} inputMode="decimal" rightSectionWidth={56} rightSection={<span className="quiet">{currency}</span>} {...form.field("fee")} />
                    <NumberInput label={t("disputeTerms.after")} description={t("disputeTerms.afterText")} min={0} max={1_000_000} allowDecimal={false} {...form.field("after")} />
                </Columns>
            </fieldset>
            {form.fault !== null && <Fault fault={form.fault} />}
            {mayWrite && <Group justify="flex-end" mt="md"><Button type="submit" disabled={!touched} loading={form.busy}>{t("shared:action.save")}</Button></Group>}
        </form>
    );
}
