// A company, an amount and its currency, as every booking by hand names them.
import { Group, Select, TextInput } from "@mantine/core";
import { useNiches } from "@/shared/api/niches";
import type { useForm } from "@/shared/form/use-form";
import { parseMinor } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useOrgs } from "./use-orgs";

export interface MoneyValues {
    org: string;
    amount: string;
    currency: string;
}
export const NO_MONEY: MoneyValues = { org: "", amount: "", currency: "" };

export const moneyBody = ({ amount, currency }: MoneyValues) => ({ amount: parseMinor(amount, currency)!, currency });

/** What is wrong, by field; least: the least amount in minor units. */
export function useMoneyFaults() {
    const { t } = useTranslation("operator");
    return ({ org, amount, currency }: MoneyValues, least = 1, needsOrg = true) => {
        const minor = parseMinor(amount, currency || "EUR");
        return {
            org: needsOrg && org === "" ? t("shared:field.missing_field") : undefined,
            amount: minor === null || minor < least ? t("money.amountWrong") : undefined,
            currency: currency === "" ? t("shared:field.missing_field") : undefined,
        };
    };
}

interface Props<V extends MoneyValues> {
    form: ReturnType<typeof useForm<V>>;
    withOrg?: boolean;
}

export function MoneyFields<V extends MoneyValues>({ form, withOrg = true }: Props<V>) {
    const { t } = useTranslation("operator");
    const orgs = useOrgs();
    const currencies = [...new Set(useNiches().items.map((niche) => niche.currency))].sort();
    return (
        <>
            {withOrg && <Select label={t("org.one")} data={orgs.options} searchable openOnFocus={false} data-autofocus {...form.field("org")} />}
            <Group grow align="flex-start">
                <TextInput label={t("money.amount")} inputMode="decimal" {...form.field("amount")} />
                <Select label={t("money.currency")} data={currencies} allowDeselect={false} {...form.field("currency")} />
            </Group>
        </>
    );
}
