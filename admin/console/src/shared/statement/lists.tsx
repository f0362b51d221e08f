// Every month on paper: statements and invoices, which the server makes whole.
import { Button } from "@mantine/core";
import { FileText, ReceiptText } from "lucide-react";
import { Link } from "wouter";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";

type Month = { id: string; currency: string; from: string; to: string; opening: { account: string; balance: number }[]; closing: { account: string; balance: number }[] };
type Invoice = Item<"/v1/invoices">;

/** Of the months that are closed; base: where one's page is, "/agency/money". */
export function Statements({ base }: { base: string }) {
    const { t } = useTranslation();
    const format = useFormat();
    const rows = usePages("/v1/statements" as never) as unknown as ReturnType<typeof usePages<"/v1/payouts">> & { items: Month[] | undefined };
    const sum = (side: Month["opening"], currency: string) => ({ amount: side.reduce((all, one) => all + one.balance, 0), currency });
    const columns: Column<Month>[] = [
        { id: "month", header: t("statement.month"), cell: (row) => format.month(row.from), csv: (row) => row.from.slice(0, 7) },
        { id: "opening", header: t("statement.opening"), num: true, cell: (row) => format.money(sum(row.opening, row.currency)), csv: (row) => sum(row.opening, row.currency) },
        { id: "closing", header: t("statement.closing"), num: true, cell: (row) => format.money(sum(row.closing, row.currency)), csv: (row) => sum(row.closing, row.currency) },
        { id: "files", header: t("statement.files"), num: true, cell: (row) => <Files base={`/v1/statements/${row.id}`} /> },
    ];
    return (
        <Panel flush title={t("statement.statements")} actions={<Button component={Link} href={`${base}/current`} size="compact-sm" variant="default">{t("statement.current")}</Button>}>
            <DataTable name="statements" columns={columns} rows={rows as never} rowKey={(row) => row.id} href={(row) => `${base}/${row.id}`}
                empty={<Empty icon={ReceiptText} title={t("statement.noStatements")}>{t("statement.noStatementsText")}</Empty>} />
        </Panel>
    );
}

/** Made by the server, whole: for people, spreadsheets and programs. */
function Files({ base }: { base: string }) {
    const { t } = useTranslation();
    return (
        <span style={{ display: "inline-flex", gap: 12 }}>
            <a href={`${base}?format=html`} target="_blank" rel="noreferrer">{t("statement.paper")}</a>
            <a href={`${base}?format=spreadsheet`} download>{t("statement.sheet")}</a>
            <a href={`${base}?format=csv`} download>CSV</a>
        </span>
    );
}

export function Invoices() {
    const { t } = useTranslation();
    const format = useFormat();
    const rows = usePages("/v1/invoices");
    const columns: Column<Invoice>[] = [
        { id: "number", header: t("statement.number"), cell: (row) => row.number, csv: (row) => row.number },
        { id: "period", header: t("statement.month"), cell: (row) => format.month(row.from), csv: (row) => row.from },
        { id: "net", header: t("statement.net"), num: true, cell: (row) => format.money(row.net), csv: (row) => row.net },
        { id: "tax", header: t("statement.tax"), num: true, cell: (row) => format.money(row.tax), csv: (row) => row.tax },
        { id: "gross", header: t("statement.gross"), num: true, cell: (row) => <b>{format.money(row.gross)}</b>, csv: (row) => row.gross },
        { id: "paper", header: t("statement.files"), num: true, cell: (row) => <a href={`/v1/invoices/${row.id}?format=html`} target="_blank" rel="noreferrer">{t("statement.paper")}</a> },
    ];
    return (
        <Panel flush title={t("statement.invoices")}>
            <DataTable name="invoices" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={FileText} title={t("statement.noInvoices")}>{t("statement.noInvoicesText")}</Empty>} />
        </Panel>
    );
}
