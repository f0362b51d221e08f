// Whom the order looks for: every field of the niche as a control by its type; nothing chosen means anybody.
import { Anchor, Input } from "@mantine/core";
import { useState } from "react";
import type { Niche } from "@/shared/api/niches";
import { useTranslation } from "@/shared/i18n";
import { Columns, Panel } from "@/shared/ui/blocks";
import type { Condition } from "@/shared/filter/words";
import { ConditionControl } from "./condition";
import { COMMON_FACTS, RARE_FACTS, ownFields, shapeOf, type AskedField } from "./fields";

interface Props {
    niche: Niche;
    filter: Record<string, Condition>;
    /** What the server found wrong with a field's condition. */
    faultOf: (pointer: string) => string | undefined;
    onChange: (next: Record<string, Condition>) => void;
}

export function Conditions({ niche, filter, faultOf, onChange }: Props) {
    const { t } = useTranslation("advertiser");
    const own = ownFields(niche);
    const [more, setMore] = useState(() => RARE_FACTS.some((fact) => fact.name in filter));
    const shown = [...own, ...COMMON_FACTS, ...(more ? RARE_FACTS : [])];
    // conditions on what neither the niche nor the exchange names any more are shown, so that they can be taken out
    const known = new Set([...own, ...COMMON_FACTS, ...RARE_FACTS].map((field) => field.name));
    const orphans: AskedField[] = Object.keys(filter).filter((name) => !known.has(name)).map((name) => ({ name, type: "boolean" }));
    const set = (name: string, condition: Condition | undefined) => {
        const { [name]: _, ...rest } = filter;
        onChange(condition ? { ...rest, [name]: condition } : rest);
    };
    const general = faultOf("/filter");
    const control = (field: AskedField) => <ConditionControl key={field.name} field={field} condition={filter[field.name]} error={faultOf(`/filter/${field.name}`)} onChange={(next) => set(field.name, next)} />;
    const wide = [...shown, ...orphans].filter((field) => ["words", "choice"].includes(shapeOf(field.type)));
    const narrow = [...shown, ...orphans].filter((field) => !wide.includes(field));
    return (
        <Panel title={t("builder.whom")}>
            <p className="quiet" style={{ margin: "0 0 16px", fontSize: "0.875rem" }}>{t("builder.whomText")}</p>
            <Columns least={200}>{wide.map(control)}</Columns>
            <div style={{ height: 20 }} />
            <Columns least={200}>{narrow.map(control)}</Columns>
            {general && <Input.Error mt="sm">{general}</Input.Error>}
            {!more && <Anchor component="button" type="button" size="sm" mt="md" onClick={() => setMore(true)}>{t("builder.moreConditions")}</Anchor>}
        </Panel>
    );
}
