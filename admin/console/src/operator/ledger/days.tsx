// Closed days, each signed over the one before: who keeps a head can be shown no other books later.
import { Button } from "@mantine/core";
import { Download, FileLock2 } from "lucide-react";
import { Link } from "wouter";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";

type Day = Item<"/v1/ledger/days">;

/** "leadx-day 1 2026-11-21 transfers 1078 <hash> audit 115 <hash> …" */
const counted = (day: Day, what: "transfers" | "audit") => Number(day.statement.match(new RegExp(` ${what} (\\d+) `))?.[1] ?? 0);

export function Days() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const rows = usePages("/v1/ledger/days");
    const columns: Column<Day>[] = [
        { id: "day", header: t("ledger.day"), cell: (row) => <Link href={`/operator/transfers?day=${row.day}`}>{format.calendar(row.day)}</Link>, csv: (row) => row.day },
        { id: "closed_at", header: t("ledger.closed"), cell: (row) => format.dateTime(row.closed_at), csv: (row) => row.closed_at },
        { id: "transfers", header: t("nav.transfers"), num: true, cell: (row) => format.number(counted(row, "transfers")), csv: (row) => counted(row, "transfers") },
        { id: "audit", header: t("nav.audit"), num: true, cell: (row) => format.number(counted(row, "audit")), csv: (row) => counted(row, "audit") },
        { id: "head", header: t("ledger.head"), cell: (row) => <Id id={row.head} />, csv: (row) => row.head },
        { id: "signature", header: t("ledger.signature"), cell: (row) => <Id id={row.signature} />, csv: (row) => row.signature },
        { id: "key", header: t("ledger.key"), cell: (row) => <Id id={row.key} />, csv: (row) => row.key },
    ];
    return (
        <Panel flush title={t("ledger.days")} actions={<Button component="a" size="compact-sm" variant="default" href="/v1/admin/ledger/export" download leftSection={<Download size={14} aria-hidden />}>{t("audit.export")}</Button>}>
            <DataTable name="days" columns={columns} rows={rows} rowKey={(row) => row.day} empty={<Empty icon={FileLock2} title={t("ledger.noDays")}>{t("ledger.noDaysText")}</Empty>} />
        </Panel>
    );
}
