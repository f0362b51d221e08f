// The niche's terms: prices, windows, limits, and what a sale may be disputed for.
import { Checkbox, NumberInput, Select, Switch, Text } from "@mantine/core";
import { minorDigits } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Columns, Panel, Stack } from "@/shared/ui/blocks";
import { word } from "@/shared/ui/words";
import { REASONS } from "../desk/reasons";
import type { Draft, NicheForm } from "./draft";

/** How a number is written here: a unit's size, in what the API counts. */
type Unit = "money" | "hours" | "percent" | "count";
const TERMS = [
    ["max_sales", "count"], ["floor_shared", "money"], ["floor_exclusive", "money"], ["fee_bp", "percent"], ["fee_fixed", "money"], ["benchmark", "money"], ["min_score", "count"],
    ["open_hot_s", "hours"], ["open_other_s", "hours"], ["review_window_s", "hours"], ["return_window_s", "hours"], ["claim_s", "hours"], ["claim_exclusive_s", "hours"], ["repeat_window_s", "hours"],
    ["call_seconds", "count"], ["defer_max_days", "count"], ["person_sales", "count"], ["person_days", "count"], ["price_min_sample", "count"],
] as const satisfies readonly (readonly [keyof Draft, Unit])[];

const CHOICES = { default_kind: ["consumer", "targeted"], review_policy: ["none", "all"], admission: ["open", "listed"], rank: ["price", "effective"], state: ["active", "closed"] } as const;

export function TermsPanel({ form }: { form: NicheForm }) {
    const { t } = useTranslation("operator");
    const { values } = form;
    const size = (unit: Unit) => (unit === "money" ? 10 ** minorDigits(values.currency || "EUR") : unit === "hours" ? 3600 : unit === "percent" ? 100 : 1);
    const suffix = (unit: Unit) => (unit === "money" ? ` ${values.currency}` : unit === "hours" ? ` ${t("niche.h")}` : unit === "percent" ? " %" : undefined);
    return (
        <Panel title={t("niche.terms")}>
            <Stack>
                <Columns least={190}>
                    {TERMS.map(([name, unit]) => {
                        const value = values[name] as number | null | undefined;
                        return (
                            <NumberInput key={name} size="sm" label={t(`niche.term.${name}`)} min={0} suffix={suffix(unit)} decimalScale={unit === "count" ? 0 : 2} thousandSeparator=" " error={form.errors[name]} placeholder={t("niche.default")}
                                value={value == null ? "" : value / size(unit)} onChange={(next) => form.set(name, (next === "" ? null : Math.round(Number(next) * size(unit))) as never)} />
                        );
                    })}
                    {(Object.keys(CHOICES) as (keyof typeof CHOICES)[]).map((name) => (
                        <Select key={name} size="sm" label={t(`niche.term.${name}`)} allowDeselect={false} placeholder={t("niche.default")} error={form.errors[name]} value={(values[name] as string | undefined) ?? null}
                            data={CHOICES[name].map((value) => ({ value, label: t(`niche.choice.${value}`) }))} onChange={(next) => next && form.set(name, next as never)} />
                    ))}
                </Columns>
                <Switch label={t("niche.term.recontact")} checked={values.recontact ?? false} onChange={(event) => form.set("recontact", event.currentTarget.checked)} />
            </Stack>
        </Panel>
    );
}

export function ReasonsPanel({ form }: { form: NicheForm }) {
    const { t } = useTranslation("operator");
    return (
        <Panel title={t("niche.reasons")}>
            <Checkbox.Group aria-label={t("niche.reasons")} error={form.errors.return_reasons} value={form.values.return_reasons ?? [...REASONS]} onChange={(next) => form.set("return_reasons", next)}>
                <Columns least={200}>{REASONS.map((reason) => <Checkbox key={reason} size="sm" value={reason} label={word("dispute.reason", reason)} />)}</Columns>
            </Checkbox.Group>
        </Panel>
    );
}

const FACTORS = ["cost_of_product", "uniqueness", "demand", "audience", "competition", "location", "source_quality", "season"] as const;

export function FactorsPanel({ form }: { form: NicheForm }) {
    const { t } = useTranslation("operator");
    const factors = form.values.price_factors ?? {};
    const set = (name: (typeof FACTORS)[number], next: number | string) => {
        const { [name]: _, ...rest } = factors;
        form.set("price_factors", next === "" ? rest : { ...rest, [name]: Number(next) });
    };
    return (
        <Panel title={t("niche.factors")}>
            <Text size="sm" c="dimmed" mb="md">{t("niche.factorsText")}</Text>
            <Columns least={190}>
                {FACTORS.map((name) => <NumberInput key={name} size="sm" label={t(`niche.factor.${name}`)} min={10} max={1000} suffix=" %" placeholder="100 %" allowDecimal={false} value={factors[name] ?? ""} onChange={(next) => set(name, next)} />)}
            </Columns>
            {form.errors.price_factors && <Text size="sm" c="red" role="alert">{form.errors.price_factors}</Text>}
        </Panel>
    );
}
