// What the agency is owed, what it asked for, and every month on paper.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Banknote, Landmark } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet, usePages, type Body, type Item } from "@/shared/api/hooks";
import { useFormat, type Money } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite, useMe } from "@/shared/session/session";
import { Invoices, Statements } from "@/shared/statement/lists";
import { useStream } from "@/shared/stream/use-stream";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, Stack, Stat, Stats } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { toast, toastFault } from "@/shared/ui/toast";
import { PayoutState } from "@/shared/ui/words";
import { PayeeDialog } from "./payee-dialog";
import { PayoutDialog } from "./payout-dialog";

type Balance = Body<"/v1/wallet">["items"][number];
type Payout = Item<"/v1/payouts">;
type Payee = Item<"/v1/payees">;

export default function MoneyPage() {
    const { t } = useTranslation("agency");
    const me = useMe();
    const mayPay = useMayWrite() && me.user?.role !== "member";
    const wallet = useGet("/v1/wallet");
    const [asking, ask] = useDisclosure(false);
    useStream(["wallet"], () => void refresh("/v1/wallet", "/v1/payouts"));
    const balances = wallet.data?.items ?? [];
    const payable = balances.some((item) => (item.payable_available?.amount ?? 0) > 0);
    return (
        <>
            <PageHead title={t("nav.money")} lead={t("money.text")}
                actions={mayPay && <Button leftSection={<Banknote size={16} aria-hidden />} disabled={!payable} onClick={ask.open}>{t("money.ask")}</Button>} />
            <Stack>
                {wallet.error && <Fault fault={wallet.error} retry={wallet.refetch} />}
                {balances.map((item) => <Balances key={item.currency} item={item} />)}
                <Payouts mayWrite={mayPay} />
                <Statements base="/agency/money" />
                <Invoices />
                <Payees mayWrite={mayPay} />
            </Stack>
            {asking && <PayoutDialog balances={balances} onClose={ask.close} />}
        </>
    );
}

function Balances({ item }: { item: Balance }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const show = (money: Money | undefined) => format.money(money ?? { amount: 0, currency: item.currency });
    return (
        <Stats>
            <Stat label={t("money.available")} value={show(item.payable_available)} note={t("money.availableNote")} />
            <Stat label={t("money.payable")} value={show(item.payable)} note={t("money.payableNote")} />
            <Stat label={t("money.held")} value={show(item.held)} note={t("money.heldNote")} />
            <Stat label={t("money.onTheWay")} value={show(item.payout)} />
            {(item.debt?.amount ?? 0) > 0 && <Stat label={t("money.debt")} value={<span className="bad">{show(item.debt)}</span>} note={t("money.debtNote")} />}
        </Stats>
    );
}

function Payouts({ mayWrite }: { mayWrite: boolean }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const rows = usePages("/v1/payouts");
    const cancel = async (payout: Payout) => {
        if (await confirm({ title: t("money.cancelTitle"), body: t("money.cancelText", { amount: format.money(payout.amount) }), action: t("money.cancel"), danger: true }))
            await ok(api.POST("/v1/payouts/{payout}/cancel", { params: { path: { payout: payout.id } }, body: {} as never, headers: intention() }))
                .then(() => (toast(t("money.cancelled")), refresh("/v1/payouts", "/v1/wallet")), toastFault);
    };
    const columns: Column<Payout>[] = [
        { id: "amount", header: t("money.amount"), cell: (row) => <b className="num">{format.money(row.amount)}</b>, csv: (row) => row.amount },
        { id: "state", header: t("lead.state"), cell: (row) => <><PayoutState state={row.state} />{row.reason && <div className="quiet" style={{ fontSize: "0.8125rem" }}>{row.reason}</div>}</>, csv: (row) => row.state },
        { id: "account", header: t("money.account"), cell: (row) => <span className="num">{row.account}</span>, csv: (row) => row.account },
        { id: "reference", header: t("money.reference"), cell: (row) => row.reference ?? "–", csv: (row) => row.reference },
        { id: "requested_at", header: t("money.asked"), num: true, cell: (row) => format.dateTime(row.requested_at), csv: (row) => row.requested_at },
        { id: "cancel", header: "", cell: (row) => mayWrite && row.state === "requested" && <Button size="compact-sm" variant="default" onClick={() => void cancel(row)}>{t("shared:action.cancel")}</Button> },
    ];
    return (
        <Panel flush title={t("money.payouts")}>
            <DataTable name="payouts" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Banknote} title={t("money.noPayouts")}>{t("money.noPayoutsText")}</Empty>} />
        </Panel>
    );
}

function Payees({ mayWrite }: { mayWrite: boolean }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const [adding, setAdding] = useState(false);
    const rows = usePages("/v1/payees");
    const retire = async (payee: Payee) => {
        if (await confirm({ title: t("payee.retireTitle"), body: t("payee.retireText"), action: t("payee.retire"), danger: true }))
            await ok(api.POST("/v1/payees/{payee}/retire", { params: { path: { payee: payee.id } }, body: {} as never, headers: intention() })).then(() => refresh("/v1/payees"), toastFault);
    };
    const columns: Column<Payee>[] = [
        { id: "account", header: t("money.account"), cell: (row) => <span className="num">{row.account}</span> },
        { id: "currency", header: t("payee.currency"), cell: (row) => row.currency },
        { id: "state", header: t("lead.state"), cell: (row) => <Badge tone={row.retired_at ? "plain" : "good"}>{row.retired_at ? t("payee.retired") : t("payee.active")}</Badge> },
        { id: "created", header: t("source.since"), num: true, cell: (row) => format.date(row.created_at) },
        { id: "retire", header: "", cell: (row) => mayWrite && !row.retired_at && <Button size="compact-sm" variant="default" onClick={() => void retire(row)}>{t("payee.retire")}</Button> },
    ];
    const add = mayWrite && <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>{t("payee.add")}</Button>;
    return (
        <Panel flush title={t("payee.title")} actions={add}>
            <DataTable name="payees" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Landmark} title={t("payee.none")} action={add}>{t("payee.noneText")}</Empty>} />
            {adding && <PayeeDialog onClose={() => setAdding(false)} />}
        </Panel>
    );
}
