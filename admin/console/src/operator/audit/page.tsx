// Who changed what, and who read contacts; kept in a chain that is signed by the day.
import { Button } from "@mantine/core";
import { Download, ScrollText, SearchX } from "lucide-react";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";
import { FilterBar } from "@/shared/ui/filter-bar";
import { FilterWord } from "@/shared/ui/filter-word";
import { PageHead } from "@/shared/ui/page-head";
import { useFilters } from "@/shared/ui/use-filters";
import { useOrgs } from "../common/use-orgs";
import { Changes } from "./changes";

type Entry = Item<"/v1/admin/audit">;

export default function AuditPage() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const orgs = useOrgs();
    const { values, set, clear, any } = useFilters("org", "action", "subject");
    const rows = usePages("/v1/admin/audit", { query: values });
    const columns: Column<Entry>[] = [
        { id: "at", header: t("audit.at"), cell: (row) => <time className="num" dateTime={row.at} title={format.exact(row.at)}>{format.dateTime(row.at)}</time>, csv: (row) => row.at },
        { id: "org", header: t("audit.who"), cell: (row) => orgs.name(row.org), csv: (row) => row.org },
        { id: "action", header: t("audit.what"), cell: (row) => <code>{row.action}</code>, csv: (row) => row.action },
        { id: "subject", header: t("audit.to"), cell: (row) => (row.subject ? <Id id={row.subject} /> : "–"), csv: (row) => row.subject },
        { id: "changes", header: t("audit.changes"), cell: (row) => <Changes changes={row.changes} detail={row.detail} subject={row.subject} />, csv: (row) => JSON.stringify(row.changes ?? row.detail ?? {}) },
    ];
    return (
        <>
            <PageHead title={t("nav.audit")} lead={t("audit.text")} actions={<Button component="a" variant="default" href="/v1/admin/audit/export" download leftSection={<Download size={15} aria-hidden />}>{t("audit.export")}</Button>} />
            <FilterBar filters={[{ label: t("org.one"), value: values.org, options: [...orgs.items].map((org) => ({ value: org.id, label: org.name ?? org.id })), onChange: (value) => set("org", value) }]}>
                <FilterWord label={t("audit.what")} value={values.action} onEnter={(value) => set("action", value)} />
                <FilterWord label={t("audit.to")} value={values.subject} onEnter={(value) => set("subject", value)} />
            </FilterBar>
            <Panel flush>
                <DataTable name="audit" columns={columns} rows={rows} rowKey={(row) => row.id} empty={any
                    ? <Empty icon={SearchX} title={t("shared:filter.none")} action={<Button variant="default" onClick={clear}>{t("shared:action.all")}</Button>}>{t("shared:filter.noneText")}</Empty>
                    : <Empty icon={ScrollText} title={t("audit.none")} />} />
            </Panel>
        </>
    );
}
