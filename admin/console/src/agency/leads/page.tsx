// Every lead the agency brought, latest first.
import { Button } from "@mantine/core";
import { Contact, SearchX, Upload } from "lucide-react";
import { Link } from "wouter";
import { usePages, type Item } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useStream } from "@/shared/stream/use-stream";
import { refresh } from "@/shared/api/hooks";
import { NoneYet } from "@/shared/lead/further";
import { LEAD_CODES, LEAD_STATES } from "@/shared/lead/states";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { FilterBar } from "@/shared/ui/filter-bar";
import { FilterWord } from "@/shared/ui/filter-word";
import { PageHead } from "@/shared/ui/page-head";
import { useFilters } from "@/shared/ui/use-filters";
import { LeadState, Temperature, word } from "@/shared/ui/words";

type Row = Item<"/v1/leads">;

export default function LeadsPage() {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const niches = useNiches();
    const { values, set, clear, any } = useFilters("number", "status", "code", "niche");
    const rows = usePages("/v1/leads", { query: { status: values.status as Row["status"] | undefined, code: values.code, niche: values.niche, external_id: values.number } });
    useStream(["sale", "listing"], () => void refresh("/v1/leads"));

    const columns: Column<Row>[] = [
        { id: "external_id", header: t("lead.number"), cell: (row) => row.external_id ?? `…${row.id.slice(-8)}`, csv: (row) => row.external_id ?? row.id },
        { id: "status", header: t("lead.state"), csv: (row) => row.status,
          cell: (row) => <><LeadState state={row.status} />{row.code && <div className="quiet" style={{ fontSize: "0.8125rem" }}>{word("lead.code", row.code)}</div>}</> },
        { id: "niche", header: t("lead.niche"), cell: (row) => niches.title(row.niche), csv: (row) => row.niche },
        { id: "source", header: t("lead.source"), cell: (row) => row.source, csv: (row) => row.source },
        { id: "temperature", header: t("lead.temperature"), cell: (row) => <Temperature state={row.temperature} />, csv: (row) => row.temperature },
        { id: "score", header: t("lead.score"), num: true, cell: (row) => row.score, csv: (row) => row.score, sort: (row) => row.score },
        { id: "sales", header: t("lead.sales"), num: true, cell: (row) => row.sales || "–", csv: (row) => row.sales, sort: (row) => row.sales },
        { id: "payout", header: t("lead.payout"), num: true, cell: (row) => (row.payout.amount ? format.money(row.payout) : "–"), csv: (row) => row.payout, sort: (row) => row.payout.amount },
        { id: "received_at", header: t("lead.received"), num: true, cell: (row) => <time dateTime={row.received_at} title={format.dateTime(row.received_at)}>{format.relative(row.received_at)}</time>, csv: (row) => row.received_at, sort: (row) => row.received_at },
    ];
    return (
        <>
            <PageHead title={t("nav.leads")} lead={t("lead.listText")}
                actions={<Button component={Link} href="/agency/upload" leftSection={<Upload size={16} aria-hidden />}>{t("nav.upload")}</Button>} />
            <FilterBar filters={[
                { label: t("lead.state"), value: values.status, options: LEAD_STATES.map((state) => ({ value: state, label: word("lead.state", state) })), onChange: (value) => set("status", value) },
                { label: t("lead.code"), value: values.code, options: LEAD_CODES.map((code) => ({ value: code, label: word("lead.code", code) })), onChange: (value) => set("code", value) },
                { label: t("lead.niche"), value: values.niche, options: niches.options, onChange: (value) => set("niche", value) },
            ]}>
                <FilterWord label={t("lead.number")} value={values.number} onEnter={(value) => set("number", value)} />
            </FilterBar>
            <Panel flush>
                <DataTable name="leads" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `/agency/leads/${row.id}`}
                    empty={rows.hasNextPage ? <NoneYet rows={rows} /> : any ? (
                        <Empty icon={SearchX} title={t("shared:filter.none")} action={<Button variant="default" onClick={clear}>{t("shared:action.all")}</Button>}>{t("shared:filter.noneText")}</Empty>
                    ) : (
                        <Empty icon={Contact} title={t("lead.none")} action={<>
                            <Button component={Link} href="/agency/upload">{t("nav.upload")}</Button>
                            <Button component={Link} href="/agency/keys" variant="default">{t("nav.keys")}</Button>
                        </>}>{t("lead.noneText")}</Empty>
                    )} />
            </Panel>
        </>
    );
}
