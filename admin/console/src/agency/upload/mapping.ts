// Columns of a file as values of a lead: guessed by name, in the words `leadx import` knows, and turned into a post.
//
// Only what is plainly one thing is turned (a date, a yes, a number with spaces); everything else goes as it stands, and the
// server says what is wrong with it.
import words from "@generated/words.json";
import type { components } from "@generated/api";
import type { Niche } from "@/shared/api/niches";

export type LeadPost = components["schemas"]["LeadPost"];

/** What a column can be, besides "attr:" and a field of the niche, and "" for nothing. */
export const TARGETS = [
    "external_id", "first_name", "last_name", "middle_name", "name", "phone", "email", "organisation", "registration_no", "position", "temperature", "purchase_by",
    "consent_text", "consent_given_at", "consent_ip", "consent_user_agent", "consent_proof_url", "consent_expires_at", "campaign", "ad_group", "channel", "sub",
] as const;

export interface Settings {
    niche: string;
    source: string;
    consentText: string;
    /** As <input type="datetime-local"> has it. */
    consentAt: string;
    /** A target for each column. */
    columns: string[];
}

const plain = (text: string) => text.toLowerCase().replace(/[_.\-–:/()]+/g, " ").replace(/\s+/g, " ").trim();
const known = new Map(Object.entries(words.headers).flatMap(([target, synonyms]) => [target, ...synonyms].map((word) => [plain(word), target] as const)));

export function guess(header: string[], niche: Niche | undefined): string[] {
    const fields = new Set(niche?.fields.map((field) => field.name)), taken = new Set<string>();
    return header.map((name) => {
        const word = plain(name), raw = name.trim().toLowerCase().replace(/\s+/g, "_");
        const meant = fields.has(raw) ? raw : known.get(word) ?? "";
        const target = fields.has(meant) ? `attr:${meant}` : (TARGETS as readonly string[]).includes(meant) ? meant : "";
        // the first column of a name is it, but a lead has up to five sub-ids
        if (target === "" || (taken.has(target) && target !== "sub")) return "";
        taken.add(target);
        return target;
    });
}

const meaning = (table: Record<string, string[]>, value: string) => Object.entries(table).find(([, all]) => all.includes(plain(value)))?.[0];

/** "31.12.2026 14:05" and what every browser reads, as RFC 3339; anything else as it stands. */
function instant(value: string): string {
    const local = /^(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(value.trim());
    const date = local
        ? new Date(Number(local[3]), Number(local[2]) - 1, Number(local[1]), Number(local[4] ?? 0), Number(local[5] ?? 0), Number(local[6] ?? 0))
        : /^\d{4}-\d{2}-\d{2}/.test(value) ? new Date(value.trim().replace(" ", "T")) : null;
    return date === null || Number.isNaN(date.getTime()) ? value : date.toISOString();
}

function attribute(type: string, value: string): unknown {
    if (type === "boolean") return { true: true, false: false }[meaning(words.booleans, value) ?? ""] ?? value;
    if (type === "integer" || type === "decimal") {
        const number = Number(value.replace(/[\s\u00a0\u202f]/g, "").replace(",", "."));
        return value.trim() !== "" && Number.isFinite(number) && (type === "decimal" || Number.isInteger(number)) ? number : value;
    }
    if (type === "language") return meaning(words.languages, value) ?? value;
    if (type === "date") return instant(value).slice(0, 10);
    return value;
}

type Writable = Record<string, unknown>;

export function toLead(cells: string[], settings: Settings, niche: Niche): LeadPost {
    const contact: Writable = {}, attributes: Writable = {}, source: Writable = { name: settings.source }, consent: Writable = {}, sub: string[] = [];
    const lead: Writable = { niche: settings.niche };
    settings.columns.forEach((target, i) => {
        const value = cells[i]?.trim() ?? "";
        if (target === "" || value === "") return;
        if (target.startsWith("attr:")) {
            const name = target.slice(5);
            attributes[name] = attribute(niche.fields.find((field) => field.name === name)?.type ?? "text", value);
        } else if (target === "external_id") lead.external_id = value;
        else if (target === "name") {
            const [first, ...rest] = value.split(/\s+/);
            contact.first_name ??= first;
            if (rest.length > 0) contact.last_name ??= rest.join(" ");
        } else if (target === "organisation" || target === "registration_no")
            contact.organisation = { name: "", ...(contact.organisation as object | undefined), [target === "organisation" ? "name" : target]: value };
        else if (target === "temperature") attributes.temperature = meaning(words.temperatures, value) ?? value;
        else if (target === "purchase_by") attributes.purchase_by = instant(value).slice(0, 10);
        else if (target.startsWith("consent_")) consent[target.slice(8)] = target.endsWith("_at") ? instant(value) : value;
        else if (target === "sub") sub.push(value);
        else if (["campaign", "ad_group", "channel"].includes(target)) source[target] = value;
        else contact[target] = value;
    });
    if (sub.length > 0) source.sub = sub.slice(0, 5);
    if (settings.consentText.trim()) consent.text ??= settings.consentText.trim();
    if (settings.consentAt) consent.given_at ??= new Date(settings.consentAt).toISOString();
    return { ...lead, contact, attributes, source, consent } as unknown as LeadPost;
}

/** What still has to be said before anything can be sent. */
export function missing(settings: Settings, niche: Niche | undefined): ("niche" | "contact" | "consentText" | "consentAt" | "required")[] {
    const has = (target: string) => settings.columns.includes(target);
    const wrong: ReturnType<typeof missing> = [];
    if (!niche) wrong.push("niche");
    if (!has("phone") && !has("email")) wrong.push("contact");
    if (!has("consent_text") && !settings.consentText.trim()) wrong.push("consentText");
    if (!has("consent_given_at") && !settings.consentAt) wrong.push("consentAt");
    if (niche?.fields.some((field) => field.required && !has(`attr:${field.name}`))) wrong.push("required");
    return wrong;
}
