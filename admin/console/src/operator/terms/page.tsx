// What money is held to, currency by currency: the least payout, from where two must approve, and how long new sellers wait.
import { Button } from "@mantine/core";
import { Coins } from "lucide-react";
import { useState } from "react";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { DAY_S } from "../common/days";
import { useCurrencies, type Currency } from "../common/use-currencies";
import { TermsDialog } from "./dialog";

export default function TermsPage() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const rows = useCurrencies();
    const [changed, change] = useState<Currency | null>(null);
    const days = (seconds: number) => (seconds === 0 ? t("moneyTerms.none") : t("moneyTerms.days", { count: seconds / DAY_S, n: format.number(Math.round((seconds / DAY_S) * 100) / 100) }));
    const columns: Column<Currency>[] = [
        { id: "currency", header: t("money.currency"), cell: (row) => <b>{row.currency}</b>, csv: (row) => row.currency },
        { id: "min_payout", header: t("moneyTerms.minPayout"), num: true, cell: (row) => format.money({ amount: row.min_payout, currency: row.currency }), csv: (row) => ({ amount: row.min_payout, currency: row.currency }) },
        { id: "approval_limit", header: t("moneyTerms.limit"), num: true, cell: (row) => (row.approval_limit === null ? t("moneyTerms.oneSuffices") : format.money({ amount: row.approval_limit, currency: row.currency })), csv: (row) => row.approval_limit },
        { id: "hold_s", header: t("moneyTerms.hold"), num: true, cell: (row) => days(row.hold_s), csv: (row) => row.hold_s },
        { id: "new_seller_s", header: t("moneyTerms.newSeller"), num: true, cell: (row) => days(row.new_seller_s), csv: (row) => row.new_seller_s },
        { id: "do", header: "", num: true, cell: (row) => mayWrite && <Button size="compact-sm" variant="default" onClick={() => change(row)}>{t("moneyTerms.change")}</Button> },
    ];
    return (
        <>
            <PageHead title={t("nav.moneyTerms")} lead={t("moneyTerms.text")} />
            <Panel flush>
                <DataTable name="currencies" columns={columns} rows={rows} rowKey={(row) => row.currency} empty={<Empty icon={Coins} title={t("moneyTerms.noCurrencies")}>{t("moneyTerms.noCurrenciesText")}</Empty>} />
            </Panel>
            {changed && <TermsDialog terms={changed} onClose={() => change(null)} />}
        </>
    );
}
