// Tax rates: prices include them. A rate holds from its day on, for companies of its country, until one with a later day.
import { Button } from "@mantine/core";
import { Percent, Plus } from "lucide-react";
import { useState } from "react";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { RateDialog } from "./rate-dialog";

type Rate = Item<"/v1/admin/tax-rates">;

export default function TaxesPage() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const [adding, setAdding] = useState(false);
    const rows = usePages("/v1/admin/tax-rates");
    const columns: Column<Rate>[] = [
        { id: "country", header: t("taxRate.country"), cell: (row) => (row.country === "" ? t("taxRate.others") : format.region(row.country)), csv: (row) => row.country, sort: (row) => row.country },
        { id: "series", header: t("taxRate.on"), cell: (row) => t(`taxRate.series.${row.series}`), csv: (row) => row.series, sort: (row) => row.series },
        { id: "name", header: t("taxRate.name"), cell: (row) => row.name, csv: (row) => row.name },
        { id: "rate_bp", header: t("taxRate.rate"), num: true, cell: (row) => <b>{format.percent(row.rate_bp / 10_000, 2)}</b>, csv: (row) => row.rate_bp, sort: (row) => row.rate_bp },
        { id: "from", header: t("taxRate.from"), num: true, cell: (row) => format.calendar(row.from), csv: (row) => row.from, sort: (row) => row.from },
        { id: "created_at", header: t("taxRate.entered"), num: true, cell: (row) => <time dateTime={row.created_at} title={format.exact(row.created_at)}>{format.date(row.created_at)}</time>, csv: (row) => row.created_at },
    ];
    return (
        <>
            <PageHead title={t("taxRate.title")} lead={t("taxRate.text")} back={{ to: "/operator/invoices", label: t("nav.invoices") }}
                actions={mayWrite && <Button leftSection={<Plus size={15} aria-hidden />} onClick={() => setAdding(true)}>{t("taxRate.add")}</Button>} />
            <Panel flush>
                <DataTable name="tax-rates" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Percent} title={t("taxRate.none")}>{t("taxRate.noneText")}</Empty>} />
            </Panel>
            {adding && <RateDialog onClose={() => setAdding(false)} />}
        </>
    );
}
