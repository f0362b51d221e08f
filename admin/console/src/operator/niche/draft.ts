// A niche while it is being written: what the API takes, and which of it changed.
import type { components } from "@generated/api";
import type { Niche } from "@/shared/api/niches";
import type { useForm } from "@/shared/form/use-form";

export type Draft = components["schemas"]["NichePost"];
export type NicheForm = ReturnType<typeof useForm<Draft>>;
export type NicheField = components["schemas"]["FieldOfNiche"];

/** A new one: the server knows the defaults of what is not said. */
export const NEW_NICHE: Draft = { name: "", title: "", currency: "", fields: [{ name: "region", type: "region", required: true }] };

const READ_ONLY = new Set(["id", "revision", "created_at"]);

export const draftOf = (niche: Niche): Draft => Object.fromEntries(Object.entries(niche).filter(([name]) => !READ_ONLY.has(name))) as Draft;

/** Only what is other than before; what was emptied and may be empty is null. */
export function changed(before: Draft, now: Draft): Partial<Draft> {
    const old = before as Record<string, unknown>;
    return Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name])).map(([name, value]) => [name, value === "" ? null : value]));
}
