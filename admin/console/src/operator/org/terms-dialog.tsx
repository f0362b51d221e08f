// A company's own fees and holding time. The list of fees replaces the list; it holds for leads sold from now on.
import { ActionIcon, Button, Group, Input, NumberInput, Select, Stack, Text } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { Meanwhile, useMeanwhile } from "@/shared/form/meanwhile";
import { useForm } from "@/shared/form/use-form";
import { minorDigits } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { daysOf, secondsOf } from "../common/days";
import type { Org } from "../common/use-orgs";
import classes from "./org.module.css";
import type { OrgMoney } from "./terms";

const ALL = "*";

/** niche "*": all that are not named. Percent and the fixed part as they stand in the inputs. */
interface Fee {
    niche: string;
    percent: number | string;
    fixed: number | string;
}

function useNicheSelect() {
    const { t } = useTranslation("operator");
    const { items } = useNiches();
    const of = (name: string) => items.find((niche) => niche.name === name);
    return { currency: (name: string) => of(name)?.currency ?? "", options: [{ value: ALL, label: t("orgTerms.otherNiches") }, ...items.map(({ name, title }) => ({ value: name, label: title ?? name }))] };
}

export function OrgTermsDialog({ org, terms, onClose }: { org: Org; terms: OrgMoney; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const [header] = useState(intention);
    const { currency, options } = useNicheSelect();
    const size = (niche: string) => 10 ** minorDigits(currency(niche) || "EUR");
    const version = (now: OrgMoney) => ({
        revision: now.revision,
        values: {
            hold: daysOf(now.hold_s),
            fees: now.fees.map(({ niche, fee_bp, fee_fixed }): Fee => ({ niche: niche ?? ALL, percent: fee_bp / 100, fixed: fee_fixed && niche ? fee_fixed / size(niche) : "" })),
        },
    });
    const meanwhile = useMeanwhile(version(terms), async () => version(await ok(api.GET("/v1/admin/orgs/{org}/money", { params: { path: { org: org.id } } }))));
    const form = useForm<ReturnType<typeof version>["values"]>({
        initial: version(terms).values,
        pointers: { hold: "/hold_s" },
        check: ({ fees }) => ({
            fees: fees.some(({ percent }) => percent === "") ? t("orgTerms.feeMissing") : new Set(fees.map(({ niche }) => niche)).size < fees.length ? t("orgTerms.feeTwice") : undefined,
        }),
        submit: async (values) => {
            const { hold, fees } = values;
            const saved = await meanwhile.save(values, form.setValues, (match, base) => ok(api.POST("/v1/admin/orgs/{org}/money", { params: { path: { org: org.id }, header: { ...header, ...match } }, body: {
                ...(hold === base.hold ? {} : { hold_s: secondsOf(hold) }),
                fees: fees.map(({ niche, percent, fixed }) => ({ niche: niche === ALL ? null : niche, fee_bp: Math.round(Number(percent) * 100), fee_fixed: niche !== ALL && fixed !== "" ? Math.round(Number(fixed) * size(niche)) : 0 })),
            } })));
            if (!saved) return;
            onClose();
            toast(t("orgTerms.saved", { name: org.name }));
            await refresh("/v1/admin/orgs/{org}/money");
        },
    });
    const { fees } = form.values;
    const put = (i: number, fee: Partial<Fee>) => form.set("fees", fees.map((one, at) => (at === i ? { ...one, ...fee } : one)));
    const free = options.find(({ value }) => !fees.some(({ niche }) => niche === value));
    return (
        <Dialog onClose={onClose} title={t("orgTerms.title")} size="lg">
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Input.Wrapper label={t("orgTerms.fees")} labelElement="div" description={t("orgTerms.feesText")} error={form.errors.fees}>
                        <div className={classes.fees}>
                            {fees.map((fee, i) => (
                                <div key={i} className={classes.fee}>
                                    <Select aria-label={t("lead.niche")} data={options} searchable allowDeselect={false} value={fee.niche} onChange={(niche) => put(i, { niche: niche ?? ALL, ...(niche === ALL ? { fixed: "" } : {}) })} />
                                    <NumberInput aria-label={t("niche.term.fee_bp")} suffix=" %" min={0} max={100} decimalScale={2} value={fee.percent} onChange={(percent) => put(i, { percent })} />
                                    <NumberInput aria-label={t("niche.term.fee_fixed")} placeholder={fee.niche !== ALL ? t("niche.term.fee_fixed") : "–"} disabled={fee.niche === ALL} suffix={` ${currency(fee.niche)}`} min={0} decimalScale={minorDigits(currency(fee.niche) || "EUR")} thousandSeparator=" " value={fee.fixed} onChange={(fixed) => put(i, { fixed })} />
                                    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("shared:action.remove")} onClick={() => form.set("fees", fees.filter((_, at) => at !== i))}><X size={16} aria-hidden /></ActionIcon>
                                </div>
                            ))}
                            {fees.length === 0 && <Text size="sm" c="dimmed">{t("orgTerms.nicheFees")}</Text>}
                        </div>
                    </Input.Wrapper>
                    {free && <Group><Button size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => form.set("fees", [...fees, { niche: free.value, percent: "", fixed: "" }])}>{t("orgTerms.addFee")}</Button></Group>}
                    <NumberInput label={t("orgTerms.hold")} description={t("orgTerms.holdText")} placeholder={t("orgTerms.byCurrency")} min={0} max={366} decimalScale={2} suffix={` ${t("moneyTerms.d")}`} {...form.field("hold")} />
                    <Meanwhile news={meanwhile.news} label={(name) => t(`orgTerms.${name as "hold" | "fees"}`)} />
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
