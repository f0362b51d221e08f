// Selects above a list; each says what it filters by, and that nothing is chosen.
import { Select } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "@/shared/i18n";
import classes from "./ui.module.css";

export interface Filter {
    label: string;
    value: string | undefined;
    options: { value: string; label: string }[];
    onChange: (value: string | null) => void;
}

/** children: FilterWord, FilterDay, behind the selects. */
export function FilterBar({ filters, children }: { filters: Filter[]; children?: ReactNode }) {
    const { t } = useTranslation();
    return (
        <div className={`${classes.filters} no-print`}>
            {filters.map(({ label, value, options, onChange }) => (
                <Select key={label} size="xs" aria-label={label} placeholder={`${label}: ${t("filter.all")}`} clearable searchable={options.length > 8}
                    clearButtonProps={{ "aria-label": t("filter.all") }} value={value ?? null} data={options} onChange={onChange} />
            ))}
            {children}
        </div>
    );
}
