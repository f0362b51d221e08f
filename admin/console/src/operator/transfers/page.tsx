// The ledger's entries: a company's, or all of a booking day; each with its proof once its day is signed.
import { ArrowLeftRight } from "lucide-react";
import { Link } from "wouter";
import { useGet, usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";
import { FilterBar } from "@/shared/ui/filter-bar";
import { FilterDay } from "@/shared/ui/filter-word";
import { PageHead } from "@/shared/ui/page-head";
import { useFilters } from "@/shared/ui/use-filters";
import { word } from "@/shared/ui/words";
import { useOrgs } from "../common/use-orgs";
import { ProofButton } from "./proof";

type Transfer = Item<"/v1/transfers">;

const KINDS = ["deposit", "gift", "charge", "settle", "fee", "refund", "reversal", "penalty", "payout", "payout_paid", "payout_back", "charge_back", "write_off", "draw"] as const;

export default function TransfersPage() {
    const { t } = useTranslation("operator");
    const orgs = useOrgs();
    const { values, set } = useFilters("org", "kind", "day");
    const rows = usePages("/v1/transfers", { query: values as never });
    const today = new Date().toISOString().slice(0, 10);
    const signed = useGet("/v1/ledger/days", { query: { limit: 1 } }).data?.items[0]?.day ?? "";
    return (
        <>
            <PageHead title={t("nav.transfers")} lead={t("transfer.text")} />
            <FilterBar filters={[
                { label: t("org.one"), value: values.org, options: orgs.options, onChange: (value) => set("org", value) },
                { label: t("money.kind"), value: values.kind, options: KINDS.map((value) => ({ value, label: word("transfer", value) })), onChange: (value) => set("kind", value) },
            ]}>
                <FilterDay label={t("ledger.day")} max={today} value={values.day ?? (values.org ? "" : today)} onEnter={(day) => set("day", day)} />
            </FilterBar>
            <Panel flush>
                <DataTable name="transfers" columns={useColumns(signed)} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={ArrowLeftRight} title={t("transfer.none")}>{t("transfer.noneText")}</Empty>} />
            </Panel>
        </>
    );
}

/** signed: the last day that is; until then an entry has no proof. */
function useColumns(signed: string): Column<Transfer>[] {
    const { t } = useTranslation("operator");
    const format = useFormat();
    return [
        { id: "at", header: t("audit.at"), cell: (row) => <time className="num" dateTime={row.at} title={format.exact(row.at)}>{format.dateTime(row.at)}</time>, csv: (row) => row.at },
        { id: "kind", header: t("money.kind"), cell: (row) => word("transfer", row.kind), csv: (row) => row.kind },
        { id: "from", header: t("payout.from"), cell: (row) => word("account", row.from.kind), csv: (row) => row.from.kind },
        { id: "to", header: t("transfer.to"), cell: (row) => word("account", row.to.kind), csv: (row) => row.to.kind },
        { id: "amount", header: t("money.amount"), num: true, cell: (row) => <b>{format.money(row.amount)}</b>, csv: (row) => row.amount },
        { id: "lead", header: t("lead.one"), cell: (row) => (row.lead ? <Link href={`/operator/leads/${row.lead}`}>…{row.lead.slice(-8)}</Link> : (row.reference ?? "–")), csv: (row) => row.lead ?? row.reference },
        { id: "id", header: "ID", cell: (row) => <Id id={row.id} />, csv: (row) => row.id },
        { id: "proof", header: t("transfer.proof"), cell: (row) => (row.day <= signed ? <ProofButton transfer={row.id} /> : <span className="quiet">{t("transfer.later")}</span>) },
    ];
}
