// The wallet that orders buy from, when it is low, what it asked for, and every month on paper.
import { Alert, Button } from "@mantine/core";
import { BellRing, Landmark, Wallet as WalletIcon } from "lucide-react";
import { useState } from "react";
import { useGet, type Body } from "@/shared/api/hooks";
import { useFormat, type Money } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite, useMe } from "@/shared/session/session";
import { Invoices, Statements } from "@/shared/statement/lists";
import { useLive } from "@/shared/stream/use-live";
import { Empty, Panel, Stack, Stat, Stats } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { AskDialog } from "./ask-dialog";
import { Entries } from "./entries";
import { PayDialog } from "./pay-dialog";
import { TermsDialog } from "./terms-dialog";
import { TopUps, type TopUp } from "./top-ups";

type Balance = Body<"/v1/wallet">["items"][number];

export default function MoneyPage() {
    const { t } = useTranslation("advertiser");
    const me = useMe();
    const mayPay = useMayWrite() && me.user?.role !== "member";
    const wallet = useGet("/v1/wallet");
    const [saying, setSaying] = useState<string>();
    const [asking, ask] = useState(false);
    const [asked, pay] = useState<TopUp | null>(null);
    useLive(["wallet"], "/v1/wallet");
    const balances = wallet.data?.items.filter((item) => item.wallet) ?? [];
    return (
        <>
            <PageHead title={t("nav.money")} lead={t("money.text")} actions={mayPay && <Button leftSection={<Landmark size={15} aria-hidden />} onClick={() => ask(true)}>{t("money.ask")}</Button>} />
            <Stack>
                {wallet.error && <Fault fault={wallet.error} retry={wallet.refetch} />}
                {wallet.isPending && <div aria-busy style={{ minHeight: 110 }} />}
                {wallet.data && balances.length === 0 && <Panel><Empty icon={WalletIcon} title={t("money.none")}>{t("money.noneText")}</Empty></Panel>}
                {balances.map((item) => <Balances key={item.currency} item={item} onTerms={mayPay ? () => setSaying(item.currency) : undefined} />)}
                <TopUps mayPay={mayPay} />
                <Entries />
                <Statements base="/advertiser/money" />
                <Invoices />
            </Stack>
            {asking && <AskDialog currencies={balances.map((item) => item.currency)} onAsked={(topUp) => (ask(false), pay(topUp))} onClose={() => ask(false)} />}
            {asked && <PayDialog topUp={asked} onClose={() => pay(null)} />}
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
            {item.low && <Alert color="yellow" variant="light" title={t("money.low")} styles={{ title: { color: "var(--lx-warn)" } }}>{t("money.lowText")}</Alert>}
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
