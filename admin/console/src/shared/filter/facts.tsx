// A filter as people read it: each field and what it must be.
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Facts } from "@/shared/ui/blocks";
import { conditionText, fieldName, type Condition, type Filter } from "./words";

export function FilterFacts({ filter, empty }: { filter: Filter; empty: string }) {
    useTranslation();
    const format = useFormat();
    const conditions = Object.entries(filter) as [string, Condition][];
    if (conditions.length === 0) return <span className="quiet">{empty}</span>;
    return <Facts items={conditions.map(([field, condition]): [string, string] => [fieldName(field), conditionText(field, condition, format)])} />;
}
