// Adjustments, newest first; those that wait need somebody other than who asked.
import { Button, Group } from "@mantine/core";
import { Handshake } from "lucide-react";
import { api, intention, ok } from "@/shared/api/client";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, type Tone } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { act } from "../common/act";
import { useOrgs } from "../common/use-orgs";

type Adjustment = Item<"/v1/admin/adjustments">;
const TONES: Record<Adjustment["state"], Tone> = { requested: "warn", done: "good", cancelled: "plain" };

export function Adjustments() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const orgs = useOrgs();
    const mayWrite = useMayWrite();
    const rows = usePages("/v1/admin/adjustments");
    const init = (row: Adjustment) => ({ params: { path: { adjustment: row.id } }, headers: intention(), body: {} as never });
    const approve = async (row: Adjustment) => {
        if (await confirm({ title: t("money.approveTitle"), body: `${t(`money.kinds.${row.kind}`)}: ${format.money(row.amount)} · ${row.reason}`, action: t("money.approve") }))
            await act(ok(api.POST("/v1/admin/adjustments/{adjustment}/approve", init(row))), t("money.adjusted"), "/v1/admin/adjustments", "/v1/transfers");
    };
    const cancel = (row: Adjustment) => act(ok(api.POST("/v1/admin/adjustments/{adjustment}/cancel", init(row))), t("money.dropped"), "/v1/admin/adjustments");
    const columns: Column<Adjustment>[] = [
        { id: "kind", header: t("money.kind"), cell: (row) => t(`money.kinds.${row.kind}`), csv: (row) => row.kind },
        { id: "org", header: t("org.one"), cell: (row) => orgs.name(row.org), csv: (row) => row.org },
        { id: "reason", header: t("reason.label"), cell: (row) => row.reason, csv: (row) => row.reason },
        { id: "state", header: t("org.state"), cell: (row) => <Badge tone={TONES[row.state]}>{t(`money.states.${row.state}`)}</Badge>, csv: (row) => row.state },
        { id: "amount", header: t("money.amount"), num: true, cell: (row) => <b>{format.money(row.amount)}</b>, csv: (row) => row.amount },
        { id: "at", header: t("alert.at"), num: true, cell: (row) => format.dateTime(row.requested_at), csv: (row) => row.requested_at },
        { id: "do", header: "", cell: (row) => mayWrite && row.state === "requested" && (
            <Group gap={6} wrap="nowrap" justify="flex-end">
                <Button size="compact-sm" variant="default" onClick={() => void cancel(row)}>{t("money.drop")}</Button>
                <Button size="compact-sm" onClick={() => void approve(row)}>{t("money.approve")}</Button>
            </Group>
        ) },
    ];
    return (
        <Panel flush title={t("money.adjustments")}>
            <DataTable name="adjustments" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Handshake} title={t("money.noAdjustments")}>{t("money.noAdjustmentsText")}</Empty>} />
        </Panel>
    );
}
