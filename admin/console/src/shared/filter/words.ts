// How fields and conditions of a filter read. Niches name their fields for programs; names that are common have words here.
import type { components } from "@generated/api";
import { i18next } from "@/shared/i18n";
import type { Format } from "@/shared/format/format";
import { word } from "@/shared/ui/words";

export type Filter = components["schemas"]["Filter"];
export interface Condition {
    in?: unknown[];
    not_in?: unknown[];
    min?: number | string;
    max?: number | string;
    is?: boolean;
    near?: { point: string; km: number };
}

/** A field that has no words is shown by its name: "roof_area" as "Roof area". */
export function fieldName(name: string): string {
    const key = `shared:fact.${name}`;
    if (i18next.exists(key)) return i18next.t(key as never);
    const plain = name.replaceAll("_", " ");
    return plain.charAt(0).toLocaleUpperCase() + plain.slice(1);
}

const GROUPS: Record<string, string> = { temperature: "temperature", origin_kind: "origin", kind: "lead.kind" };

export const valueName = (field: string, value: unknown) => (field in GROUPS ? word(GROUPS[field]!, String(value)) : String(value));

/** What a lead says: "yes", "263,000", "1998", "ru". */
export function valueText(value: unknown, format: Format): string {
    if (typeof value === "boolean") return i18next.t(value ? "shared:condition.yes" : "shared:condition.no");
    return typeof value === "number" && Math.abs(value) >= 10_000 ? format.number(value) : String(value);
}

/** "18–45", "from 18", "hot or warm", "not RU-MOW", "yes", "within 25 km of 59.91,10.75" */
export function conditionText(field: string, condition: Condition, format: Format): string {
    const t = i18next.t as unknown as (key: string, values?: object) => string;
    const show = (value: unknown) => (typeof value === "number" ? format.number(value) : String(value));
    if (condition.near) return t("shared:condition.near", { point: condition.near.point, km: format.number(condition.near.km) });
    if (condition.is !== undefined) return t(condition.is ? "shared:condition.yes" : "shared:condition.no");
    const names = (values: unknown[]) => values.map((value) => valueName(field, value)).join(", ");
    if (condition.in) return names(condition.in);
    if (condition.not_in) return t("shared:condition.not", { values: names(condition.not_in) });
    if (condition.min !== undefined && condition.max !== undefined) return `${show(condition.min)} – ${show(condition.max)}`;
    if (condition.min !== undefined) return t("shared:condition.from", { value: show(condition.min) });
    return t("shared:condition.upTo", { value: show(condition.max) });
}
