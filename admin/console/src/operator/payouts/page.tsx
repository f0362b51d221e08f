// Payouts on their way: approved by two where they are large, sent to the bank in batches, confirmed or returned.
import { Button, SegmentedControl } from "@mantine/core";
import { Banknote, Send } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel, Stack } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { useFilters } from "@/shared/ui/use-filters";
import { PayoutState, word } from "@/shared/ui/words";
import { useOrgs } from "../common/use-orgs";
import { Batches } from "./batches";
import { SendDialog } from "./send-dialog";
import { Steps } from "./steps";

export type Payout = Item<"/v1/payouts">;

const STATES = ["requested", "approved", "sent", "confirmed", "returned", "cancelled"] as const;

export default function PayoutsPage() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const orgs = useOrgs();
    const mayWrite = useMayWrite();
    const [sending, setSending] = useState(false);
    const { values, set } = useFilters("state");
    const state = STATES.find((one) => one === values.state);
    const rows = usePages("/v1/payouts", { query: { state } });
    const columns: Column<Payout>[] = [
        { id: "org", header: t("org.one"), cell: (row) => <Link href={`/operator/orgs/${row.org}`}>{orgs.name(row.org)}</Link>, csv: (row) => row.org },
        { id: "state", header: t("org.state"), cell: (row) => <><PayoutState state={row.state} />{row.reason && <div className="quiet">{row.reason}</div>}</>, csv: (row) => row.state },
        { id: "source", header: t("payout.from"), cell: (row) => word("account", row.source), csv: (row) => row.source },
        { id: "account", header: t("payout.to"), cell: (row) => <span className="num">{row.account}</span>, csv: (row) => row.account },
        { id: "approvals", header: t("payout.approvals"), num: true, cell: (row) => format.number(row.approvals), csv: (row) => row.approvals },
        { id: "amount", header: t("money.amount"), num: true, cell: (row) => <b>{format.money(row.amount)}</b>, csv: (row) => row.amount },
        { id: "requested_at", header: t("payout.asked"), num: true, cell: (row) => format.dateTime(row.requested_at), csv: (row) => row.requested_at },
        { id: "do", header: "", cell: (row) => mayWrite && <Steps payout={row} /> },
    ];
    return (
        <>
            <PageHead title={t("nav.payouts")} lead={t("payout.text")} actions={mayWrite && <Button leftSection={<Send size={15} aria-hidden />} onClick={() => setSending(true)}>{t("payout.send")}</Button>} />
            <Stack>
                <Panel flush title={t("nav.payouts")} actions={(
                    <SegmentedControl size="xs" role="radiogroup" aria-label={t("org.state")} value={state ?? ""} onChange={(next) => set("state", next)}
                        data={[{ value: "", label: t("shared:filter.all") }, ...STATES.slice(0, 3).map((value) => ({ value: value as string, label: word("payout", value) }))]} />
                )}>
                    <DataTable name="payouts" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Banknote} title={t("payout.none")}>{t("payout.noneText")}</Empty>} />
                </Panel>
                <Batches />
            </Stack>
            {sending && <SendDialog onClose={() => setSending(false)} />}
        </>
    );
}
