// What is asked of every lead of the niche: names, types, bounds, in the order in which they are shown.
import { ActionIcon, Button, Checkbox, NumberInput, Select, TagsInput, Text, TextInput } from "@mantine/core";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import type { NicheField, NicheForm } from "./draft";
import classes from "./niche.module.css";

const TYPES = ["text", "integer", "decimal", "boolean", "date", "enum", "country", "region", "postcode", "language", "phone", "email", "url", "point"] as const;
const MOST = 64;
const bounded = (type: NicheField["type"]) => type === "integer" || type === "decimal";

export function FieldsPanel({ form }: { form: NicheForm }) {
    const { t } = useTranslation("operator");
    const { fields } = form.values;
    const set = (next: NicheField[]) => form.set("fields", next);
    const change = (i: number, to: Partial<NicheField>) => set(fields.map((field, n) => (n === i ? { ...field, ...to } : field)));
    const move = (i: number, by: number) => {
        const next = [...fields];
        next.splice(i + by, 0, ...next.splice(i, 1));
        set(next);
    };
    return (
        <Panel title={t("niche.fields")}>
            <Text size="sm" c="dimmed" mb="md">{t("niche.fieldsText")}</Text>
            <ol className={classes.fields}>
                {fields.map((field, i) => (
                    <li key={i}>
                        <Row field={field} change={(to) => change(i, to)} />
                        <div className={classes.moves}>
                            <ActionIcon variant="subtle" color="gray" disabled={i === 0} aria-label={t("niche.up", { name: field.name })} onClick={() => move(i, -1)}><ArrowUp size={15} aria-hidden /></ActionIcon>
                            <ActionIcon variant="subtle" color="gray" disabled={i === fields.length - 1} aria-label={t("niche.down", { name: field.name })} onClick={() => move(i, 1)}><ArrowDown size={15} aria-hidden /></ActionIcon>
                            <ActionIcon variant="subtle" color="gray" aria-label={t("niche.drop", { name: field.name })} onClick={() => set(fields.filter((_, n) => n !== i))}><Trash2 size={15} aria-hidden /></ActionIcon>
                        </div>
                    </li>
                ))}
            </ol>
            {form.errors.fields && <Text size="sm" c="red" role="alert" mb="sm">{form.errors.fields}</Text>}
            <Button size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />} disabled={fields.length >= MOST} onClick={() => set([...fields, { name: "", type: "text" }])}>{t("niche.addField")}</Button>
        </Panel>
    );
}

function Row({ field, change }: { field: NicheField; change: (to: Partial<NicheField>) => void }) {
    const { t } = useTranslation("operator");
    const bound = (next: number | string) => (next === "" ? null : Number(next));
    // what another type has no use for goes with the old type
    const retype = (type: NicheField["type"]) => change({ type, min: undefined, max: undefined, values: type === "enum" ? (field.values ?? []) : undefined });
    return (
        <div className={classes.field}>
            <TextInput size="xs" aria-label={t("niche.name")} placeholder={t("niche.name")} maxLength={40} value={field.name} onChange={(event) => change({ name: event.currentTarget.value })} />
            <Select size="xs" aria-label={t("money.kind")} allowDeselect={false} searchable data={TYPES.map((value) => ({ value, label: t(`niche.type.${value}`) }))} value={field.type} onChange={(type) => type && retype(type as NicheField["type"])} />
            <Checkbox size="xs" label={t("niche.required")} checked={field.required ?? false} onChange={(event) => change({ required: event.currentTarget.checked })} />
            {bounded(field.type) && <NumberInput size="xs" aria-label={t("niche.min")} placeholder={t("niche.min")} value={field.min ?? ""} onChange={(next) => change({ min: bound(next) })} />}
            {bounded(field.type) && <NumberInput size="xs" aria-label={t("niche.max")} placeholder={t("niche.max")} value={field.max ?? ""} onChange={(next) => change({ max: bound(next) })} />}
            {field.type === "enum" && <TagsInput size="xs" className={classes.values} aria-label={t("niche.values")} placeholder={t("niche.valuesText")} maxTags={200} value={field.values ?? []} onChange={(values) => change({ values })} />}
        </div>
    );
}
