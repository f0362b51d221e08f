// Everybody's invoices, self-billed notes and credit notes: issued once, never changed. Months are billed by themselves.
import { Button, Group } from "@mantine/core";
import { FileText, Percent, Printer } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, type Tone } from "@/shared/ui/blocks";
import { FilterBar } from "@/shared/ui/filter-bar";
import { FilterDay, FilterWord } from "@/shared/ui/filter-word";
import { PageHead } from "@/shared/ui/page-head";
import { useFilters } from "@/shared/ui/use-filters";
import { useOrgs } from "../common/use-orgs";
import { BillDialog } from "./bill-dialog";

export type Invoice = Item<"/v1/admin/invoices">;

export const SERIES = ["invoice", "self_billed", "credit_note"] as const;
const TONES: Record<Invoice["series"], Tone> = { invoice: "info", self_billed: "plain", credit_note: "warn" };

export function Series({ series }: { series: Invoice["series"] }) {
    const { t } = useTranslation("operator");
    return <Badge tone={TONES[series]}>{t(`invoice.series.${series}`)}</Badge>;
}

export default function InvoicesPage() {
    const { t } = useTranslation("operator");
    const orgs = useOrgs();
    const mayWrite = useMayWrite();
    const [billing, setBilling] = useState(false);
    const { values, set, any } = useFilters("org", "series", "from", "to", "number");
    const rows = usePages("/v1/admin/invoices", { query: values as never });
    return (
        <>
            <PageHead title={t("nav.invoices")} lead={t("invoice.text")} actions={(
                <Group gap="xs">
                    <Button component={Link} href="/operator/invoices/taxes" variant="default" leftSection={<Percent size={15} aria-hidden />}>{t("taxRate.title")}</Button>
                    {mayWrite && <Button onClick={() => setBilling(true)}>{t("invoice.bill")}</Button>}
                </Group>
            )} />
            <FilterBar filters={[
                { label: t("org.one"), value: values.org, options: orgs.options, onChange: (value) => set("org", value) },
                { label: t("invoice.kind"), value: values.series, options: SERIES.map((value) => ({ value, label: t(`invoice.series.${value}`) })), onChange: (value) => set("series", value) },
            ]}>
                <FilterWord label={t("invoice.number")} placeholder={`${t("invoice.number")}: INV-2026-000001`} value={values.number} onEnter={(value) => set("number", value)} />
                <FilterDay label={t("leads.from")} value={values.from} onEnter={(value) => set("from", value)} />
                <FilterDay label={t("leads.to")} value={values.to} onEnter={(value) => set("to", value)} />
            </FilterBar>
            <Panel flush>
                <DataTable name="invoices" columns={useColumns()} rows={rows} rowKey={(row) => row.id} href={(row) => `/operator/invoices/${row.id}`}
                    empty={<Empty icon={FileText} title={t(any ? "invoice.noneSuch" : "invoice.none")}>{t(any ? "invoice.noneSuchText" : "invoice.noneText")}</Empty>} />
            </Panel>
            {billing && <BillDialog onClose={() => setBilling(false)} />}
        </>
    );
}

export function useColumns(): Column<Invoice>[] {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const { name } = useOrgs();
    return [
        { id: "number", header: t("invoice.number"), cell: (row) => <span className="num">{row.number}</span>, csv: (row) => row.number },
        { id: "series", header: t("invoice.kind"), cell: (row) => <Series series={row.series} />, csv: (row) => row.series },
        { id: "org", header: t("org.one"), cell: (row) => name(row.org), csv: (row) => row.org },
        { id: "period", header: t("invoice.period"), cell: (row) => <span style={{ whiteSpace: "nowrap" }}>{format.days(row.from, row.to)}</span>, csv: (row) => `${row.from}/${row.to}` },
        { id: "net", header: t("shared:statement.net"), num: true, cell: (row) => format.money(row.net), csv: (row) => row.net },
        { id: "tax", header: t("shared:statement.tax"), num: true, cell: (row) => format.money(row.tax), csv: (row) => row.tax },
        { id: "gross", header: t("shared:statement.gross"), num: true, cell: (row) => <b>{format.money(row.gross)}</b>, csv: (row) => row.gross },
        { id: "issued_at", header: t("invoice.issued"), num: true, cell: (row) => <time dateTime={row.issued_at} title={format.exact(row.issued_at)}>{format.date(row.issued_at)}</time>, csv: (row) => row.issued_at },
        { id: "paper", header: "", num: true, cell: (row) => (
            <a href={paperOf(row.id)} target="_blank" rel="noreferrer" title={t("shared:statement.paper")} aria-label={`${t("shared:statement.paper")}: ${row.number}`}><Printer size={16} aria-hidden style={{ verticalAlign: "-3px" }} /></a>
        ) },
    ];
}

/** The page to print, made by the server. */
export const paperOf = (invoice: string) => `/v1/invoices/${invoice}?format=html`;
