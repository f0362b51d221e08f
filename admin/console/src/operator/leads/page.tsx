// Every agency's leads, latest first, and finding one: by its id, by the agency's own number, by what became of it.
import { Button } from "@mantine/core";
import { Contact, SearchX, Users } from "lucide-react";
import { useLocation } from "wouter";
import { usePages, type Item, type Params } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { LEAD_CODES, LEAD_STATES } from "@/shared/lead/states";
import { NoneYet } from "@/shared/lead/further";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { FilterBar } from "@/shared/ui/filter-bar";
import { dayBegins, FilterDay, FilterWord } from "@/shared/ui/filter-word";
import { PageHead } from "@/shared/ui/page-head";
import { useFilters } from "@/shared/ui/use-filters";
import { LeadState, word } from "@/shared/ui/words";
import { useOrgs } from "../common/use-orgs";

type Row = Item<"/v1/leads">;
type Query = NonNullable<Params<"/v1/leads">["query"]>;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default function LeadsPage() {
    const { t } = useTranslation("operator");
    const [, go] = useLocation();
    const orgs = useOrgs();
    const niches = useNiches();
    const { values, set, clear, any } = useFilters("seller", "status", "code", "niche", "number", "from", "to");
    const find = (text: string | null) => (text !== null && ID.test(text) ? go(`/operator/leads/${text.toLowerCase()}`) : set("number", text));
    const query: Query = {
        seller: values.seller, status: values.status as Query["status"], code: values.code, niche: values.niche, external_id: values.number,
        from: dayBegins(values.from), to: dayBegins(values.to, 1),
    };
    const sellers = orgs.items.filter((org) => org.sells).map((org) => ({ value: org.id, label: org.name ?? org.id })).sort((a, b) => a.label.localeCompare(b.label));
    return (
        <>
            <PageHead title={t("nav.leads")} lead={t("leads.text")} />
            <FilterBar filters={[
                { label: t("lead.seller"), value: values.seller, options: sellers, onChange: (value) => set("seller", value) },
                { label: t("org.state"), value: values.status, options: LEAD_STATES.map((value) => ({ value, label: word("lead.state", value) })), onChange: (value) => set("status", value) },
                { label: t("leads.code"), value: values.code, options: LEAD_CODES.map((value) => ({ value, label: word("lead.code", value) })), onChange: (value) => set("code", value) },
                { label: t("lead.niche"), value: values.niche, options: niches.options, onChange: (value) => set("niche", value) },
            ]}>
                <FilterWord label={t("leads.number")} value={values.number} onEnter={find} />
                <FilterDay label={t("leads.from")} value={values.from} onEnter={(value) => set("from", value)} />
                <FilterDay label={t("leads.to")} value={values.to} onEnter={(value) => set("to", value)} />
            </FilterBar>
            <Panel flush>
                {values.number && !values.seller ? <Empty icon={Users} title={t("leads.whose", { number: values.number })}>{t("leads.whoseText")}</Empty>
                    : <Found query={query} none={any
                        ? <Empty icon={SearchX} title={t("shared:filter.none")} action={<Button variant="default" onClick={clear}>{t("shared:action.all")}</Button>}>{t("shared:filter.noneText")}</Empty>
                        : <Empty icon={Contact} title={t("leads.none")}>{t("leads.noneText")}</Empty>} />}
            </Panel>
        </>
    );
}

function Found({ query, none }: { query: Query; none: React.ReactNode }) {
    const rows = usePages("/v1/leads", { query });
    return <DataTable name="leads" columns={useColumns()} rows={rows} rowKey={(row) => row.id} href={(row) => `/operator/leads/${row.id}`} empty={rows.hasNextPage ? <NoneYet rows={rows} /> : none} />;
}

function useColumns(): Column<Row>[] {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const niches = useNiches();
    return [
        { id: "id", header: t("lead.one"), cell: (row) => <code className="num">…{row.id.slice(-8)}</code>, csv: (row) => row.id },
        { id: "seller", header: t("lead.seller"), cell: (row) => <>{row.seller}{row.external_id && <div className="quiet" style={{ fontSize: "0.8125rem", whiteSpace: "nowrap" }}>{row.external_id}</div>}</>, csv: (row) => row.seller },
        { id: "external_id", header: t("leads.number"), hidden: true, cell: () => null, csv: (row) => row.external_id },
        { id: "status", header: t("org.state"), csv: (row) => row.status,
          cell: (row) => <><LeadState state={row.status} />{row.code && <div className="quiet" style={{ fontSize: "0.8125rem" }}>{word("lead.code", row.code)}</div>}</> },
        { id: "code", header: t("leads.code"), hidden: true, cell: () => null, csv: (row) => row.code },
        { id: "niche", header: t("lead.niche"), cell: (row) => niches.title(row.niche), csv: (row) => row.niche },
        { id: "source", header: t("lead.source"), cell: (row) => row.source, csv: (row) => row.source },
        { id: "temperature", header: t("leads.temperature"), hidden: true, cell: () => null, csv: (row) => row.temperature },
        { id: "score", header: t("lead.score"), num: true, cell: (row) => row.score, csv: (row) => row.score },
        { id: "sales", header: t("leads.sales"), num: true, cell: (row) => row.sales || "–", csv: (row) => row.sales },
        { id: "payout", header: t("leads.payout"), num: true, cell: (row) => (row.payout.amount ? format.money(row.payout) : "–"), csv: (row) => row.payout },
        { id: "received_at", header: t("lead.received"), num: true, cell: (row) => <time dateTime={row.received_at} title={format.exact(row.received_at)}>{format.relative(row.received_at)}</time>, csv: (row) => row.received_at },
    ];
}
