// What the listings can be narrowed by, with how many each choice would leave.
import { Button, Checkbox, Group, Input, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Body } from "@/shared/api/hooks";
import { parseMinor, plainMinor, useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import { fieldName, type Condition } from "@/shared/filter/words";
import classes from "./market.module.css";
import type { useTerms } from "./terms";
import { useShown, type Shown } from "./shown";

type Terms = ReturnType<typeof useTerms>;
type Counts = Body<"/v1/market/listings">["facets"][string];
const FEW = 6;
/** Known of every listing, best first; the niche's own stand between. */
const FIRST = ["region", "temperature", "score"], LAST = ["origin_kind", "channel", "cause", "resold", "country"];

export function Facets({ terms, counts }: { terms: Terms; counts: Record<string, Counts> | undefined }) {
    const names = Object.keys(counts ?? {});
    const rest = names.filter((name) => !FIRST.includes(name) && !LAST.includes(name));
    const order = [...FIRST, ...rest, ...LAST].filter((name) => (counts?.[name]?.length ?? 0) > 1 || name in terms.filter);
    return (
        <Panel>
            <div className={classes.facets}>
                <Prices terms={terms} />
                <Ages terms={terms} />
                {order.map((name) => <Facet key={name} name={name} counts={counts?.[name] ?? []} condition={terms.filter[name]} onChange={(next) => terms.setCondition(name, next)} />)}
            </div>
        </Panel>
    );
}

const isBand = (value: Shown): value is { min?: number; max?: number; below?: number } => typeof value === "object" && value !== null;
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What choosing a value makes of the condition: texts add up, bands and yes or no replace each other. */
function toggle(condition: Condition | undefined, value: Shown): Condition | undefined {
    if (isBand(value)) {
        const band: Condition = { ...(value.min !== undefined && { min: value.min }), ...((value.max ?? value.below) !== undefined && { max: value.max ?? value.below }) };
        return same(condition, band) ? undefined : band;
    }
    if (typeof value === "boolean") return condition?.is === value ? undefined : { is: value };
    const chosen = condition?.in ?? [];
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    return next.length > 0 ? { in: next } : undefined;
}

function isChosen(condition: Condition | undefined, value: Shown): boolean {
    if (isBand(value) || typeof value === "boolean") return condition !== undefined && toggle(condition, value) === undefined;
    return condition?.in?.includes(value) ?? false;
}

function Facet({ name, counts, condition, onChange }: { name: string; counts: Counts; condition: Condition | undefined; onChange: (next: Condition | undefined) => void }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const shown = useShown();
    const [all, setAll] = useState(false);
    const known = counts.filter((one) => one.value !== null);
    const rows = all ? known : known.filter((one, i) => i < FEW || isChosen(condition, one.value as Shown));
    return (
        <fieldset className={classes.facet}>
            <legend>{fieldName(name)}</legend>
            {rows.map(({ value, count }) => (
                <div key={JSON.stringify(value)} className={classes.choice}>
                    <Checkbox size="xs" label={shown(name, value as Shown)} checked={isChosen(condition, value as Shown)} onChange={() => onChange(toggle(condition, value as Shown))} />
                    <span className="quiet num">{format.number(count)}</span>
                </div>
            ))}
            {known.length > rows.length && <button type="button" className={classes.all} onClick={() => setAll(true)}>{t("market.allOf", { count: known.length })}</button>}
        </fieldset>
    );
}

function Prices({ terms }: { terms: Terms }) {
    const { t } = useTranslation("advertiser");
    const currency = terms.niche?.currency ?? "EUR";
    const [text, setText] = useState({ min: shownPrice(terms.values.min, currency), max: shownPrice(terms.values.max, currency) });
    const [wrong, setWrong] = useState(false);
    const take = () => {
        const read = (typed: string) => (typed.trim() === "" ? null : parseMinor(typed, currency));
        const bad = [text.min, text.max].some((typed) => typed.trim() !== "" && (parseMinor(typed, currency) ?? 0) < 1);
        setWrong(bad);
        if (bad) return;
        terms.set("min", read(text.min)?.toString());
        terms.set("max", read(text.max)?.toString());
    };
    const input = (end: "min" | "max", label: string) => (
        <TextInput size="xs" inputMode="decimal" aria-label={`${t("sale.price")}: ${label}`} placeholder={label} value={text[end]} error={wrong}
            onChange={(event) => setText({ ...text, [end]: event.currentTarget.value })} onBlur={take} onKeyDown={(event) => event.key === "Enter" && take()} />
    );
    return (
        <fieldset className={classes.facet}>
            <legend>{t("market.sharePrice", { currency })}</legend>
            <Group gap={6} wrap="nowrap">{input("min", t("builder.from"))}<span aria-hidden>–</span>{input("max", t("builder.to"))}</Group>
            {wrong && <Input.Error mt={4}>{t("builder.amountWrong")}</Input.Error>}
            <Switch mt="sm" size="xs" label={t("market.onlyExclusive")} checked={!!terms.values.exclusive} onChange={(event) => terms.set("exclusive", event.currentTarget.checked ? "yes" : null)} />
        </fieldset>
    );
}
const shownPrice = (minor: string | undefined, currency: string) => (minor ? plainMinor(Number(minor), currency) : "");

function Ages({ terms }: { terms: Terms }) {
    const { t } = useTranslation("advertiser");
    const value = String(terms.filter.age_hours?.max ?? "any");
    return (
        <fieldset className={classes.facet}>
            <legend>{t("market.age")}</legend>
            <SegmentedControl size="xs" fullWidth role="radiogroup" aria-label={t("market.age")} value={["24", "72", "168"].includes(value) ? value : "any"}
                onChange={(next) => terms.setCondition("age_hours", next === "any" ? undefined : { max: Number(next) })}
                data={[{ value: "24", label: t("market.hours", { count: 24 }) }, { value: "72", label: t("estimate.days", { count: 3 }) }, { value: "168", label: t("estimate.days", { count: 7 }) }, { value: "any", label: t("builder.any") }]} />
        </fieldset>
    );
}

export const ClearButton = ({ onClick }: { onClick: () => void }) => {
    const { t } = useTranslation("advertiser");
    return <Button size="compact-sm" variant="default" onClick={onClick}>{t("market.clear")}</Button>;
};
