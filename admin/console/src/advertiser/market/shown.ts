// What a listing shows of a lead: texts, bands of numbers, months, yes or no; nothing where it is hidden.
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { valueName } from "@/shared/filter/words";

export type Shown = string | boolean | { min?: number; max?: number; below?: number } | null;

export function useShown() {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    return (name: string, value: Shown): string => {
        if (value === null) return "";
        if (typeof value === "boolean") return t(value ? "shared:condition.yes" : "shared:condition.no");
        if (typeof value === "string") return name === "cause" ? t(`market.causes.${value}` as "market.causes.unsold") : name === "country" ? format.region(value) : valueName(name, value);
        const top = value.max ?? value.below;
        if (value.min !== undefined && top !== undefined) return `${format.number(value.min)} – ${format.number(top)}`;
        return value.min !== undefined ? t("shared:condition.from", { value: format.number(value.min) }) : t("shared:condition.upTo", { value: format.number(top) });
    };
}
