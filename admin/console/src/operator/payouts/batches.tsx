// What went to the bank: its file, and how many of its payouts stand where.
import { Button } from "@mantine/core";
import { Landmark } from "lucide-react";
import { api, intention, ok } from "@/shared/api/client";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { word } from "@/shared/ui/words";
import { act } from "../common/act";

type Batch = Item<"/v1/admin/payout-batches">;

export function Batches() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const rows = usePages("/v1/admin/payout-batches");
    const carried = async (batch: Batch) => {
        if (await confirm({ title: t("payout.batchPaidTitle"), body: format.money(batch.amount), action: t("payout.paid") }))
            await act(ok(api.POST("/v1/admin/payout-batches/{batch}/confirm", { params: { path: { batch: batch.id }, header: intention() }, body: {} as never })), t("payout.batchPaid"), "/v1/payouts", "/v1/admin/payout-batches");
    };
    const file = (batch: Batch, format_: "pain001" | "csv") => `/v1/admin/payout-batches/${batch.id}/file?format=${format_}`;
    const columns: Column<Batch>[] = [
        { id: "made_at", header: t("payout.made"), cell: (row) => format.dateTime(row.made_at), csv: (row) => row.made_at },
        { id: "payouts", header: t("nav.payouts"), num: true, cell: (row) => format.number(row.payouts), csv: (row) => row.payouts },
        { id: "states", header: t("org.state"), cell: (row) => Object.entries(row.states).map(([state, n]) => `${word("payout", state)}: ${n}`).join(", "), csv: (row) => JSON.stringify(row.states) },
        { id: "amount", header: t("money.amount"), num: true, cell: (row) => <b>{format.money(row.amount)}</b>, csv: (row) => row.amount },
        { id: "files", header: t("payout.file"), num: true, cell: (row) => <span style={{ display: "inline-flex", gap: 12 }}><a href={file(row, "pain001")} download>pain.001</a><a href={file(row, "csv")} download>CSV</a></span> },
        { id: "do", header: "", cell: (row) => mayWrite && (row.states.sent ?? 0) > 0 && <Button size="compact-sm" variant="default" onClick={() => void carried(row)}>{t("payout.paid")}</Button> },
    ];
    return (
        <Panel flush title={t("payout.batches")}>
            <DataTable name="batches" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Landmark} title={t("payout.noBatches")}>{t("payout.noBatchesText")}</Empty>} />
        </Panel>
    );
}
