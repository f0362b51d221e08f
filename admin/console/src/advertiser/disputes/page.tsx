// The buyer's claims; those that move by themselves show when.
import { Button } from "@mantine/core";
import { Scale, SearchX } from "lucide-react";
import { usePages, type Item } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMe } from "@/shared/session/session";
import { useLive } from "@/shared/stream/use-live";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { Clock } from "@/shared/ui/clock";
import { FilterBar } from "@/shared/ui/filter-bar";
import { PageHead } from "@/shared/ui/page-head";
import { useFilters } from "@/shared/ui/use-filters";
import { DisputeState, word } from "@/shared/ui/words";

type Row = Item<"/v1/disputes">;
const STATES = ["open", "contested", "ruled", "appealed", "final", "withdrawn"] as const;

export default function DisputesPage() {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const niches = useNiches();
    const me = useMe();
    const { values, set, clear, any } = useFilters("state");
    const rows = usePages("/v1/disputes", { query: { state: values.state as Row["state"] | undefined } });
    useLive(["dispute"], "/v1/disputes");
    // a company that sells too has claims against it: those stand under "Selling"
    const mine = { ...rows, items: me.roles.includes("seller") ? rows.items?.filter((row) => row.you === "buyer") : rows.items };
    const columns: Column<Row>[] = [
        { id: "reason", header: t("claim.reason"), cell: (row) => word("dispute.reason", row.reason), csv: (row) => row.reason },
        { id: "state", header: t("order.state"), cell: (row) => <DisputeState state={row.state} />, csv: (row) => row.state },
        { id: "niche", header: t("order.niche"), cell: (row) => niches.title(row.niche), csv: (row) => row.niche },
        { id: "seller", header: t("sale.seller"), cell: (row) => row.seller, csv: (row) => row.seller },
        { id: "outcome", header: t("claim.outcome"), cell: (row) => (row.outcome ? word("dispute.outcome", row.outcome) : "–"), csv: (row) => row.outcome },
        { id: "refund", header: t("claim.refund"), num: true, cell: (row) => (row.refund ? format.money(row.refund) : <span className="quiet">{format.money(row.price)}</span>), csv: (row) => row.refund ?? row.price, sort: (row) => row.price.amount },
        { id: "due_at", header: t("claim.clock"), num: true, cell: (row) => (row.due_at ? <Clock at={row.due_at} /> : "–"), csv: (row) => row.due_at, sort: (row) => row.due_at ?? "9" },
        { id: "opened_at", header: t("claim.opened"), num: true, cell: (row) => format.date(row.opened_at), csv: (row) => row.opened_at, sort: (row) => row.opened_at },
    ];
    return (
        <>
            <PageHead title={t("nav.disputes")} lead={t("claim.listText")} />
            <FilterBar filters={[{ label: t("order.state"), value: values.state, options: STATES.map((state) => ({ value: state, label: word("dispute.state", state) })), onChange: (value) => set("state", value) }]} />
            <Panel flush>
                <DataTable name="disputes" columns={columns} rows={mine} rowKey={(row) => row.id} href={(row) => `/advertiser/disputes/${row.id}`}
                    empty={any ? <Empty icon={SearchX} title={t("shared:filter.none")} action={<Button variant="default" onClick={clear}>{t("shared:action.all")}</Button>}>{t("shared:filter.noneText")}</Empty>
                        : <Empty icon={Scale} title={t("claim.noClaims")}>{t("claim.noClaimsText")}</Empty>} />
            </Panel>
        </>
    );
}
