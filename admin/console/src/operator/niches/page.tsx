// The niches: what is traded, by which terms.
import { Button } from "@mantine/core";
import { Layers, Plus } from "lucide-react";
import { Link } from "wouter";
import { usePages } from "@/shared/api/hooks";
import type { Niche } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";

export default function NichesPage() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const rows = usePages("/v1/niches");
    const money = (niche: Niche, amount: number | null | undefined) => (amount == null ? "–" : format.money({ amount, currency: niche.currency }));
    const columns: Column<Niche>[] = [
        { id: "title", header: t("niche.title"), cell: (row) => row.title, csv: (row) => row.title, sort: (row) => row.title },
        { id: "name", header: t("niche.name"), cell: (row) => <code>{row.name}</code>, csv: (row) => row.name, sort: (row) => row.name },
        { id: "state", header: t("org.state"), cell: (row) => <Badge tone={row.state === "closed" ? "plain" : "good"}>{t(`niche.states.${row.state ?? "active"}`)}</Badge>, csv: (row) => row.state },
        { id: "fields", header: t("niche.fields"), num: true, cell: (row) => format.number(row.fields.length), csv: (row) => row.fields.length },
        { id: "sales", header: t("niche.term.max_sales"), num: true, cell: (row) => format.number(row.max_sales), csv: (row) => row.max_sales },
        { id: "floor", header: t("niche.term.floor_shared"), num: true, cell: (row) => money(row, row.floor_shared), csv: (row) => ({ amount: row.floor_shared ?? 0, currency: row.currency }) },
        { id: "fee", header: t("niche.term.fee_bp"), num: true, cell: (row) => format.percent((row.fee_bp ?? 0) / 10_000, 2), csv: (row) => row.fee_bp },
        { id: "revision", header: t("niche.revision"), num: true, cell: (row) => row.revision, csv: (row) => row.revision },
    ];
    const add = mayWrite && <Button component={Link} href="/operator/new-niche" leftSection={<Plus size={16} aria-hidden />}>{t("niche.add")}</Button>;
    return (
        <>
            <PageHead title={t("nav.niches")} lead={t("niche.text")} actions={add} />
            <Panel flush>
                <DataTable name="niches" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `/operator/niches/${row.name}`}
                    empty={<Empty icon={Layers} title={t("niche.none")} action={add}>{t("niche.noneText")}</Empty>} />
            </Panel>
        </>
    );
}
