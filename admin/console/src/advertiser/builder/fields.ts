// What an order may ask of a lead: the niche's own fields, and the facts the exchange knows of every lead.
import type { components } from "@generated/api";
import type { Niche } from "@/shared/api/niches";

export type FieldType = components["schemas"]["FieldOfNiche"]["type"] | "choice";
export interface AskedField {
    name: string;
    type: FieldType;
    min?: number | null;
    max?: number | null;
    values?: string[] | null;
}

/** Nobody chooses by how to reach the person. */
const UNASKED: FieldType[] = ["phone", "email", "url"];

export const ownFields = (niche: Niche): AskedField[] => (niche.fields ?? []).filter((field) => !UNASKED.includes(field.type));

export const COMMON_FACTS: AskedField[] = [
    { name: "temperature", type: "choice", values: ["hot", "warm", "cold"] },
    { name: "score", type: "integer", min: 0, max: 100 },
    { name: "origin_kind", type: "choice", values: ["nets", "seeds", "spears", "purchased_list", "cold_base"] },
];
export const RARE_FACTS: AskedField[] = [
    { name: "incentivised", type: "boolean" },
    { name: "resold", type: "boolean" },
    { name: "completeness", type: "integer", min: 0, max: 100 },
    { name: "age_hours", type: "integer", min: 0 },
    { name: "hour", type: "integer", min: 0, max: 23 },
    { name: "channel", type: "text" },
];

/** What shape of condition a field's control writes. */
export function shapeOf(type: FieldType): "range" | "dates" | "yesno" | "choice" | "words" | "circle" {
    if (type === "integer" || type === "decimal") return "range";
    if (type === "date") return "dates";
    if (type === "boolean") return "yesno";
    if (type === "point") return "circle";
    return type === "enum" || type === "choice" ? "choice" : "words";
}
