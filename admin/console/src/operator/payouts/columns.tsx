// A payout as a row: on the list of all, and in the batch it was sent with.
import { Link } from "wouter";
import type { Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import type { Column } from "@/shared/table/data-table";
import { PayoutState, word } from "@/shared/ui/words";
import { useOrgs } from "../common/use-orgs";
import { Steps } from "./steps";

export type Payout = Item<"/v1/payouts">;

/** Something can still be done about them. */
const OPEN = new Set<Payout["state"]>(["requested", "approved", "sent"]);

export function usePayoutColumns(): Column<Payout>[] {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const orgs = useOrgs();
    const mayWrite = useMayWrite();
    return [
        { id: "org", header: t("org.one"), cell: (row) => <Link href={`/operator/orgs/${row.org}`}>{orgs.name(row.org)}</Link>, csv: (row) => row.org },
        { id: "state", header: t("org.state"), cell: (row) => <><PayoutState state={row.state} />{row.state === "requested" && row.approvals > 0 && <div className="quiet">{t("payout.approvals")}: {format.number(row.approvals)}</div>}{row.reason && <div className="quiet">{row.reason}</div>}</>, csv: (row) => row.state },
        { id: "source", header: t("payout.from"), hidden: true, cell: () => null, csv: (row) => row.source },
        { id: "account", header: t("payout.to"), cell: (row) => <><span className="num">{row.account}</span>{row.source !== "payable" && <div className="quiet">{t("payout.from")}: {word("account", row.source)}</div>}</>, csv: (row) => row.account },
        { id: "approvals", header: t("payout.approvals"), hidden: true, cell: () => null, csv: (row) => row.approvals },
        { id: "amount", header: t("money.amount"), num: true, cell: (row) => <b>{format.money(row.amount)}</b>, csv: (row) => row.amount },
        { id: "requested_at", header: t("payout.asked"), num: true, cell: (row) => <time dateTime={row.requested_at} title={format.exact(row.requested_at)}>{format.date(row.requested_at)}</time>, csv: (row) => row.requested_at },
        { id: "do", header: "", cell: (row) => mayWrite && OPEN.has(row.state) && <Steps payout={row} /> },
    ];
}
