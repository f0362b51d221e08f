// One condition of a filter, by the field's type. A condition of a shape its control cannot write stays as it is until removed.
import { Button, Group, Input, MultiSelect, NumberInput, SegmentedControl, TagsInput, TextInput } from "@mantine/core";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { conditionText, fieldName, valueName, type Condition } from "@/shared/filter/words";
import classes from "./builder.module.css";
import { shapeOf, type AskedField } from "./fields";

interface Props {
    field: AskedField;
    condition: Condition | undefined;
    error?: string;
    onChange: (next: Condition | undefined) => void;
}

/** A bound as a hint: larger ones say nothing. */
const SHOWN_BELOW = 1_000_000;
const WRITES: Record<ReturnType<typeof shapeOf>, (keyof Condition)[]> = { range: ["min", "max"], dates: ["min", "max"], yesno: ["is"], choice: ["in", "not_in"], words: ["in", "not_in"], circle: ["near"] };

export function ConditionControl(props: Props) {
    const { field, condition, onChange } = props;
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const shape = shapeOf(field.type);
    if (condition && Object.keys(condition).some((op) => !WRITES[shape].includes(op as keyof Condition)))
        return (
            <Input.Wrapper label={fieldName(field.name)} error={props.error}>
                <Group justify="space-between">
                    {conditionText(field.name, condition, format)}
                    <Button size="compact-sm" variant="default" onClick={() => onChange(undefined)}>{t("shared:action.remove")}</Button>
                </Group>
            </Input.Wrapper>
        );
    if (shape === "yesno") return <YesNo {...props} />;
    if (shape === "range") return <Range {...props} />;
    if (shape === "dates") return <Dates {...props} />;
    if (shape === "circle") return <Circle {...props} />;
    return <Among {...props} />;
}

/** Without what is empty; without anything: no condition. */
function prune(condition: Condition): Condition | undefined {
    const kept = Object.entries(condition).filter(([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0));
    return kept.length > 0 ? (Object.fromEntries(kept) as Condition) : undefined;
}

function Range({ field, condition, error, onChange }: Props) {
    const { t } = useTranslation("advertiser");
    const name = fieldName(field.name);
    const bound = (value: number | null | undefined, word: string) => (value != null && Math.abs(value) < SHOWN_BELOW ? String(value) : word);
    const set = (end: "min" | "max", value: number | string) => onChange(prune({ ...condition, [end]: value === "" ? undefined : value }));
    const bounds = { min: field.min ?? undefined, max: field.max ?? undefined, allowDecimal: field.type === "decimal", thousandSeparator: " ", hideControls: true };
    return (
        <Input.Wrapper label={name} error={error} labelElement="div">
            <div className={classes.range}>
                <NumberInput {...bounds} aria-label={t("builder.least", { name })} placeholder={bound(field.min, t("builder.from"))} value={condition?.min ?? ""} onChange={(value) => set("min", value)} error={!!error} />
                <span aria-hidden>–</span>
                <NumberInput {...bounds} aria-label={t("builder.most", { name })} placeholder={bound(field.max, t("builder.to"))} value={condition?.max ?? ""} onChange={(value) => set("max", value)} error={!!error} />
            </div>
        </Input.Wrapper>
    );
}

function Dates({ field, condition, error, onChange }: Props) {
    const { t } = useTranslation("advertiser");
    const name = fieldName(field.name);
    const set = (end: "min" | "max", value: string) => onChange(prune({ ...condition, [end]: value }));
    return (
        <Input.Wrapper label={name} error={error} labelElement="div">
            <div className={classes.range}>
                <TextInput type="date" aria-label={t("builder.least", { name })} value={String(condition?.min ?? "")} onChange={(event) => set("min", event.currentTarget.value)} />
                <span aria-hidden>–</span>
                <TextInput type="date" aria-label={t("builder.most", { name })} value={String(condition?.max ?? "")} onChange={(event) => set("max", event.currentTarget.value)} />
            </div>
        </Input.Wrapper>
    );
}

/** A place as degrees, and how far around it. What is half typed is sent as it is, for the server to say what is missing. */
function Circle({ field, condition, error, onChange }: Props) {
    const { t } = useTranslation("advertiser");
    const name = fieldName(field.name);
    const { point = "", km = "" } = (condition?.near ?? {}) as { point?: string; km?: number | "" };
    const set = (next: { point: string; km: number | string }) =>
        onChange(next.point.trim() === "" && next.km === "" ? undefined : { near: { point: next.point, km: next.km as number } });
    return (
        <Input.Wrapper label={name} description={t("builder.hint.point")} error={error} labelElement="div">
            <div className={classes.range}>
                <TextInput aria-label={t("builder.place", { name })} placeholder="59.91,10.75" value={point} onChange={(event) => set({ point: event.currentTarget.value, km })} error={!!error} />
                <span aria-hidden>±</span>
                <NumberInput aria-label={t("builder.km", { name })} placeholder={t("builder.kmShort")} suffix={` ${t("builder.kmShort")}`} min={0.1} max={2000} hideControls value={km} onChange={(value) => set({ point, km: value })} error={!!error} />
            </div>
        </Input.Wrapper>
    );
}

function YesNo({ field, condition, error, onChange }: Props) {
    const { t } = useTranslation("advertiser");
    const name = fieldName(field.name);
    const value = condition?.is === undefined ? "any" : condition.is ? "yes" : "no";
    return (
        <Input.Wrapper label={name} error={error} labelElement="div">
            <SegmentedControl fullWidth role="radiogroup" aria-label={name} value={value} onChange={(next) => onChange(next === "any" ? undefined : { is: next === "yes" })}
                data={[{ value: "any", label: t("builder.any") }, { value: "yes", label: t("builder.yes") }, { value: "no", label: t("builder.no") }]} />
        </Input.Wrapper>
    );
}

const HINTS = ["region", "country", "language"] as const;

/** One of these, or none of these. */
function Among({ field, condition, error, onChange }: Props) {
    const { t } = useTranslation("advertiser");
    const name = fieldName(field.name);
    const except = condition?.not_in !== undefined;
    const values = ((except ? condition?.not_in : condition?.in) ?? []).map(String);
    const set = (next: string[], not: boolean) => onChange(next.length > 0 ? (not ? { not_in: next } : { in: next }) : not ? { not_in: [] } : undefined);
    const shown = {
        "aria-label": name, value: values, error: error, clearable: true,
        placeholder: values.length === 0 ? (except ? t("builder.noneExcluded") : t("builder.any")) : undefined,
        onChange: (next: string[]) => set(next, except),
    };
    const hint = HINTS.find((one) => one === field.type);
    return (
        <Input.Wrapper description={hint && t(`builder.hint.${hint}`)} labelElement="div" label={
            <span className={classes.among}>
                {name}
                <button type="button" className={classes.except} aria-pressed={except} onClick={() => set(values, !except)}>{except ? t("builder.allBut") : t("builder.oneOf")}</button>
            </span>
        }>
            {shapeOf(field.type) === "choice"
                ? <MultiSelect {...shown} data={(field.values ?? []).map((value) => ({ value, label: valueName(field.name, value) }))} searchable={(field.values ?? []).length > 8} />
                : <TagsInput {...shown} splitChars={[",", ";", " "]} acceptValueOnBlur />}
        </Input.Wrapper>
    );
}
