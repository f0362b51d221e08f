// What an agency would post into the niche as it is written now.
import { Panel } from "@/shared/ui/blocks";
import { CopyButton } from "@/shared/ui/copy";
import { useTranslation } from "@/shared/i18n";
import type { Draft, NicheField } from "./draft";
import classes from "./niche.module.css";

const EXAMPLES: Record<NicheField["type"], unknown> = {
    text: "…", integer: 1, decimal: 1.5, boolean: true, date: "2026-11-22", enum: "", country: "RU", region: "RU-MOW", postcode: "101000", language: "ru",
    phone: "+79991234567", email: "anna@example.com", url: "https://example.com/", point: { lat: 55.75, lon: 37.62 },
};

function example({ type, min, max, values }: NicheField): unknown {
    if (type === "enum") return values?.[0] ?? "";
    if (type !== "integer" && type !== "decimal") return EXAMPLES[type];
    if (min != null && max != null) return Math.floor((min + max) / 2);
    return min ?? max ?? EXAMPLES[type];
}

export function Preview({ draft }: { draft: Draft }) {
    const { t } = useTranslation("operator");
    const attributes = Object.fromEntries(draft.fields.filter(({ name }) => name !== "").map((field) => [field.name, example(field)]));
    const text = JSON.stringify({
        niche: draft.name || "…", kind: draft.default_kind ?? "consumer", contact: { first_name: "Anna", phone: "+79991234567" }, attributes,
        consent: { text: "…", given_at: "2026-11-22T09:00:00Z" }, source: { name: "landing" },
    }, null, 2);
    const optional = draft.fields.filter(({ required, name }) => !required && name !== "").map(({ name }) => name);
    return (
        <Panel title={t("niche.preview")} actions={<CopyButton value={text} />}>
            <pre className={classes.preview} tabIndex={0} aria-label={t("niche.preview")}>{text}</pre>
            {optional.length > 0 && <p className="quiet" style={{ margin: "12px 0 0", fontSize: "0.8125rem" }}>{t("niche.optional", { names: optional.join(", ") })}</p>}
        </Panel>
    );
}
