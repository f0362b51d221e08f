// What went to the bank: how much, and how many of its payouts stand where. Its page has the files.
import { Landmark } from "lucide-react";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { word } from "@/shared/ui/words";

type Batch = Item<"/v1/admin/payout-batches">;

export const standing = (batch: Batch) => Object.entries(batch.states).map(([state, n]) => `${word("payout", state)}: ${n}`).join(", ");

export function Batches() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const rows = usePages("/v1/admin/payout-batches");
    const columns: Column<Batch>[] = [
        { id: "made_at", header: t("payout.made"), cell: (row) => format.dateTime(row.made_at), csv: (row) => row.made_at },
        { id: "payouts", header: t("nav.payouts"), num: true, cell: (row) => format.number(row.payouts), csv: (row) => row.payouts },
        { id: "states", header: t("org.state"), cell: standing, csv: (row) => JSON.stringify(row.states) },
        { id: "amount", header: t("money.amount"), num: true, cell: (row) => <b>{format.money(row.amount)}</b>, csv: (row) => row.amount },
    ];
    return (
        <Panel flush title={t("payout.batches")}>
            <DataTable name="batches" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `/operator/payouts/${row.id}`}
                empty={<Empty icon={Landmark} title={t("payout.noBatches")}>{t("payout.noBatchesText")}</Empty>} />
        </Panel>
    );
}
