// Claims against the agency's leads; those with a clock first.
import { Button } from "@mantine/core";
import { Scale, SearchX } from "lucide-react";
import { refresh, usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMe } from "@/shared/session/session";
import { useStream } from "@/shared/stream/use-stream";
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
    const { t } = useTranslation("agency");
    const format = useFormat();
    const me = useMe();
    const { values, set, clear, any } = useFilters("state");
    const rows = usePages("/v1/disputes", { query: { state: values.state as Row["state"] | undefined } });
    useStream(["dispute"], () => void refresh("/v1/disputes"));
    // an org that sells and buys has both kinds; the others stand under "Buying"
    const mine = { ...rows, items: me.roles.includes("buyer") ? rows.items?.filter((row) => row.you === "seller") : rows.items };
    const columns: Column<Row>[] = [
        { id: "reason", header: t("dispute.reason"), cell: (row) => word("dispute.reason", row.reason), csv: (row) => row.reason },
        { id: "state", header: t("lead.state"), cell: (row) => <DisputeState state={row.state} />, csv: (row) => row.state },
        { id: "buyer", header: t("sale.buyer"), cell: (row) => row.buyer, csv: (row) => row.buyer },
        { id: "price", header: t("sale.price"), num: true, cell: (row) => format.money(row.price), csv: (row) => row.price, sort: (row) => row.price.amount },
        { id: "outcome", header: t("dispute.outcome"), cell: (row) => (row.outcome ? word("dispute.outcome", row.outcome) : "–"), csv: (row) => row.outcome },
        { id: "due_at", header: t("dispute.clock"), num: true, cell: (row) => (row.due_at ? <Clock at={row.due_at} /> : "–"), csv: (row) => row.due_at, sort: (row) => row.due_at ?? "9" },
        { id: "opened_at", header: t("dispute.opened"), num: true, cell: (row) => format.date(row.opened_at), csv: (row) => row.opened_at, sort: (row) => row.opened_at },
    ];
    return (
        <>
            <PageHead title={t("nav.disputes")} lead={t("dispute.text")} />
            <FilterBar filters={[{ label: t("lead.state"), value: values.state, options: STATES.map((state) => ({ value: state, label: word("dispute.state", state) })), onChange: (value) => set("state", value) }]} />
            <Panel flush>
                <DataTable name="disputes" columns={columns} rows={mine} rowKey={(row) => row.id} href={(row) => `/agency/disputes/${row.id}`}
                    empty={any ? (
                        <Empty icon={SearchX} title={t("shared:filter.none")} action={<Button variant="default" onClick={clear}>{t("shared:action.all")}</Button>}>{t("shared:filter.noneText")}</Empty>
                    ) : <Empty icon={Scale} title={t("dispute.none")}>{t("dispute.noneText")}</Empty>} />
            </Panel>
        </>
    );
}
