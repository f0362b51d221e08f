// Whether a period's charges, credits, fees and escrow agree: the equation with its terms, per currency.
import { Group } from "@mantine/core";
import { useGet, type Body } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { FilterDay } from "@/shared/ui/filter-word";
import { useFilters } from "@/shared/ui/use-filters";
import { Says } from "./verdict";
import classes from "./ledger.module.css";

type Terms = Body<"/v1/admin/ledger/reconciliation">["items"][number];

const TERMS = [["charges", 1], ["refunds", -1], ["seller_credits", -1], ["claw_backs", 1], ["revenue", -1], ["reversed", 1], ["escrow_end", -1], ["escrow_start", 1]] as const;
const BESIDES = ["deposits", "paid_back", "payouts_begun", "payouts_sent", "payouts_returned", "goodwill", "drawn", "debt_kept_back"] as const;

export function Reconciliation() {
    const { t } = useTranslation("operator");
    const { values, set } = useFilters("from", "to");
    const asked = useGet("/v1/admin/ledger/reconciliation", { query: values });
    return (
        <Panel title={t("ledger.reconciliation")} actions={(
            <Group gap="xs">
                {(["from", "to"] as const).map((name) => <FilterDay key={name} label={t(`leads.${name}`)} value={values[name] ?? asked.data?.[name]} onEnter={(day) => set(name, day)} />)}
            </Group>
        )}>
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            {asked.isPending && <div aria-busy style={{ height: 240 }} />}
            {asked.data && <Says balanced={asked.data.balanced} text={t(asked.data.balanced ? "ledger.agrees" : "ledger.differs")} />}
            {asked.data?.items.map((item) => <Equation key={item.currency} item={item} />)}
        </Panel>
    );
}

function Equation({ item }: { item: Terms }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const show = (amount: number) => format.money({ amount, currency: item.currency }, { digits: 2 });
    return (
        <div className={classes.sides}>
            <table className={classes.terms}>
                <caption>{item.currency}</caption>
                <tbody>
                    {TERMS.map(([name, sign]) => <tr key={name}><th scope="row">{sign > 0 ? "+" : "−"} {t(`ledger.term.${name}`)}</th><td className="num">{show(item[name])}</td></tr>)}
                    <tr className={classes.total}><th scope="row">= {t("ledger.difference")}</th><td className={`num ${item.difference === 0 ? "good" : "bad"}`}>{show(item.difference)}</td></tr>
                </tbody>
            </table>
            <table className={classes.terms}>
                <caption>{t("ledger.besides")}</caption>
                <tbody>{BESIDES.map((name) => <tr key={name}><th scope="row">{t(`ledger.term.${name}`)}</th><td className="num">{show(item[name])}</td></tr>)}</tbody>
            </table>
        </div>
    );
}
