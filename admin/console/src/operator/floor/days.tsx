// Thirty days of sales over all currencies, with what was disputed and what came back.
import { ChartColumn } from "lucide-react";
import { useGet } from "@/shared/api/hooks";
import { Chart } from "@/shared/chart/chart";
import { useTranslation } from "@/shared/i18n";
import { Empty, Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";

export function Days() {
    const { t } = useTranslation("operator");
    const asked = useGet("/v1/reports/{report}", { path: { report: "exchange" }, query: { by: "day" } }, { refetchInterval: 300_000 });
    const items = asked.data?.items ?? [];
    const days = [...new Set(items.map((item) => item.key))].sort();
    const sum = (of: "sales" | "disputed" | "returned") => days.map((day) => items.filter((item) => item.key === day).reduce((all, item) => all + item[of], 0));
    return (
        <Panel title={t("floor.days")}>
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            {asked.isPending && <div aria-busy style={{ height: 220 }} />}
            {asked.data && days.length === 0 && <Empty icon={ChartColumn} title={t("floor.noDays")} />}
            {days.length > 0 && (
                <Chart label={t("floor.days")} kind={days.length < 3 ? "bars" : "line"} days={days} series={[
                    { label: t("floor.sales"), values: sum("sales") },
                    { label: t("floor.disputed"), values: sum("disputed"), tone: "warn" },
                    { label: t("floor.returned"), values: sum("returned"), tone: "bad" },
                ]} />
            )}
        </Panel>
    );
}
