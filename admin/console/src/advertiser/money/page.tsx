// The wallet that orders buy from, when it is low, what it asked for, and every month on paper.
import { Alert, Button } from "@mantine/core";
import { BellRing, Wallet as WalletIcon } from "lucide-react";
import { useState } from "react";
import { useGet, usePages, type Body, type Item } from "@/shared/api/hooks";
import { useFormat, type Money } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite, useMe } from "@/shared/session/session";
import { Invoices, Statements } from "@/shared/statement/lists";
import { useLive } from "@/shared/stream/use-live";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, Stack, Stat, Stats } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { Entries } from "./entries";
import { TermsDialog } from "./terms-dialog";

type Balance = Body<"/v1/wallet">["items"][number];
type TopUp = Item<"/v1/top-ups">;

export default function MoneyPage() {
    const { t } = useTranslation("advertiser");
    const me = useMe();
    const mayPay = useMayWrite() && me.user?.role !== "member";
    const wallet = useGet("/v1/wallet");
    const [saying, setSaying] = useState<string>();
    useLive(["wallet"], "/v1/wallet", "/v1/top-ups");
    const balances = wallet.data?.items.filter((item) => item.wallet) ?? [];
    return (
        <>
            <PageHead title={t("nav.money")} lead={t("money.text")} />
            <Stack>
                {wallet.error && <Fault fault={wallet.error} retry={wallet.refetch} />}
                {wallet.isPending && <div aria-busy style={{ minHeight: 110 }} />}
                {wallet.data && balances.length === 0 && <Panel><Empty icon={WalletIcon} title={t("money.none")}>{t("money.noneText")}</Empty></Panel>}
                {balances.map((item) => <Balances key={item.currency} item={item} onTerms={mayPay ? () => setSaying(item.currency) : undefined} />)}
                <TopUps />
                <Entries />
                <Statements base="/advertiser/money" />
                <Invoices />
            </Stack>
            {saying && <TermsDialog currency={saying} onClose={() => setSaying(undefined)} />}
        </>
    );
}

function Balances({ item, onTerms }: { item: Balance; onTerms?: () => void }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const show = (money: Money | undefined) => format.money(money ?? { amount: 0, currency: item.currency }, { digits: 2 });
    return (
        <>
            {item.low && <Alert color="yellow" variant="light" title={t("money.low")}>{t("money.lowText")}</Alert>}
            <Panel flush title={item.currency} actions={onTerms && <Button size="compact-sm" variant="default" leftSection={<BellRing size={14} aria-hidden />} onClick={onTerms}>{t("money.terms")}</Button>}>
                <div style={{ padding: "4px 20px 20px" }}>
                    <Stats>
                        <Stat label={t("home.available")} value={show(item.available)} note={t("money.availableText")} />
                        <Stat label={t("money.wallet")} value={show(item.wallet)} />
                        {(item.reserved?.amount ?? 0) > 0 && <Stat label={t("money.reserved")} value={show(item.reserved)} note={t("money.reservedText")} />}
                        <Stat label={t("money.escrow")} value={show(item.escrow)} note={t("money.escrowText")} />
                        {(item.credit_limit?.amount ?? 0) > 0 && <Stat label={t("money.credit")} value={show(item.credit_limit)} />}
                        {(item.debt?.amount ?? 0) > 0 && <Stat label={t("money.debt")} value={<span className="bad">{show(item.debt)}</span>} />}
                    </Stats>
                </div>
            </Panel>
        </>
    );
}

function TopUps() {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const rows = usePages("/v1/top-ups");
    const columns: Column<TopUp>[] = [
        { id: "amount", header: t("money.amount"), cell: (row) => <b className="num">{format.money(row.amount)}</b>, csv: (row) => row.amount },
        { id: "state", header: t("order.state"), cell: (row) => <Badge tone={row.state === "filled" ? "good" : "warn"}>{t(`money.topUps.${row.state}`)}</Badge>, csv: (row) => row.state },
        { id: "at", header: t("money.asked"), num: true, cell: (row) => format.dateTime(row.at), csv: (row) => row.at },
        { id: "ended_at", header: t("money.ended"), num: true, cell: (row) => format.dateTime(row.ended_at), csv: (row) => row.ended_at },
    ];
    return (
        <Panel flush title={t("money.topUpsTitle")}>
            <DataTable name="top-ups" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={BellRing} title={t("money.noTopUps")}>{t("money.noTopUpsText")}</Empty>} />
        </Panel>
    );
}
