// Every entry behind the balances, newest first.
import { ArrowLeftRight } from "lucide-react";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMe } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { word } from "@/shared/ui/words";

type Entry = Item<"/v1/transfers">;

export function Entries() {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const me = useMe();
    const rows = usePages("/v1/transfers", { query: { limit: 10 } });
    const between = (row: Entry) => `${word("account", row.from.kind)} → ${word("account", row.to.kind)}`;
    const columns: Column<Entry>[] = [
        { id: "at", header: t("money.at"), cell: (row) => <time dateTime={row.at} title={format.exact(row.at)}>{format.dateTime(row.at)}</time>, csv: (row) => row.at },
        { id: "kind", header: t("money.entry"), cell: (row) => word("transfer", row.kind), csv: (row) => row.kind },
        { id: "between", header: t("money.between"), cell: (row) => <span className="quiet">{between(row)}</span>, csv: between },
        { id: "amount", header: t("money.amount"), num: true, cell: (row) => format.money(row.amount, { digits: 2 }), csv: (row) => row.amount },
    ];
    return (
        <Panel flush title={t("money.entries")}>
            <DataTable name={`entries-${me.org.alias ?? "wallet"}`} columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={ArrowLeftRight} title={t("money.noEntries")}>{t("money.noneText")}</Empty>} />
        </Panel>
    );
}
