// What was asked for this wallet, by people and by the wallet itself: how to pay what is open, and what became of the rest.
import { Button, Group } from "@mantine/core";
import { Landmark } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { toast, toastFault } from "@/shared/ui/toast";
import { TopUpState, TransferReference } from "@/shared/ui/top-up";
import { PayDialog } from "./pay-dialog";

export type TopUp = Item<"/v1/wallet/top-ups">;

export function TopUps({ mayPay }: { mayPay: boolean }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const rows = usePages("/v1/wallet/top-ups");
    const [paid, pay] = useState<TopUp | null>(null);
    const columns: Column<TopUp>[] = [
        { id: "reference", header: t("money.reference"), cell: (row) => <TransferReference reference={row.reference} />, csv: (row) => row.reference },
        { id: "amount", header: t("money.amount"), num: true, cell: (row) => <b>{format.money(row.amount)}</b>, csv: (row) => row.amount },
        { id: "paid", header: t("money.came"), num: true, cell: (row) => (row.paid ? format.money(row.paid) : "–"), csv: (row) => row.paid },
        { id: "state", header: t("order.state"), cell: (row) => <><TopUpState state={row.state} />{row.by === "wallet" && <div className="quiet">{t("money.byWallet")}</div>}{row.by === "person" && row.reason && <div className="quiet">{row.reason}</div>}</>, csv: (row) => row.state },
        { id: "asked_at", header: t("money.asked"), num: true, cell: (row) => format.dateTime(row.asked_at), csv: (row) => row.asked_at },
        { id: "ended_at", header: t("money.ended"), num: true, cell: (row) => format.dateTime(row.ended_at), csv: (row) => row.ended_at },
        { id: "do", header: "", cell: (row) => row.state === "asked" && <Steps topUp={row} mayPay={mayPay} onPay={() => pay(row)} /> },
    ];
    return (
        <Panel flush title={t("money.topUpsTitle")}>
            <DataTable name="top-ups" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Landmark} title={t("money.noTopUps")}>{t("money.noTopUpsText")}</Empty>} />
            {paid && <PayDialog topUp={paid} onClose={() => pay(null)} />}
        </Panel>
    );
}

function Steps({ topUp, mayPay, onPay }: { topUp: TopUp; mayPay: boolean; onPay: () => void }) {
    const { t } = useTranslation("advertiser");
    const withdraw = async () => {
        if (!(await confirm({ title: t("money.withdrawTitle"), body: t("money.withdrawText"), action: t("money.withdraw"), danger: true }))) return;
        try {
            await ok(api.POST("/v1/wallet/top-ups/{top_up}/withdraw", { params: { path: { top_up: topUp.id } }, headers: intention(), body: {} as never }));
            toast(t("money.withdrawn"));
        } catch (fault) {
            toastFault(fault);
        }
        await refresh("/v1/wallet");
    };
    return (
        <Group gap={6} wrap="nowrap" justify="flex-end">
            {mayPay && topUp.by === "person" && <Button size="compact-sm" variant="default" onClick={() => void withdraw()}>{t("money.withdraw")}</Button>}
            <Button size="compact-sm" variant="light" onClick={onPay}>{t("money.how")}</Button>
        </Group>
    );
}
