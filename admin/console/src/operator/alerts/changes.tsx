// Sudden changes of what is measured: before, now, how unlikely; each is looked at once.
import { Button, SegmentedControl } from "@mantine/core";
import { BellOff } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, usePages, type Item } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { useStream } from "@/shared/stream/use-stream";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { useFilters } from "@/shared/ui/use-filters";
import { word } from "@/shared/ui/words";
import { ReasonDialog } from "../common/reason-dialog";

type Alert = Item<"/v1/admin/alerts">;

export function Changes() {
    const { t } = useTranslation("operator");
    const { values, set } = useFilters("state");
    const state = values.state === "all" ? "all" : "open";
    const [seen, see] = useState<Alert | null>(null);
    const rows = usePages("/v1/admin/alerts", { query: { state } });
    useStream(["alert"], () => void refresh("/v1/admin/alerts"));
    const acknowledge = async (note: string) => {
        await ok(api.POST("/v1/admin/alerts/{alert}/acknowledge", { params: { path: { alert: seen!.id } }, headers: intention(), body: note ? { note } : {} }));
        await refresh("/v1/admin/alerts", "/v1/floor");
    };
    const columns = useColumns(see);
    return (
        <Panel flush title={t("alert.changes")} actions={(
            <SegmentedControl size="xs" role="radiogroup" aria-label={t("org.state")} value={state} onChange={(next) => set("state", next === "all" ? "all" : null)}
                data={[{ value: "open", label: t("alert.open") }, { value: "all", label: t("shared:filter.all") }]} />
        )}>
            <DataTable name="alerts" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={BellOff} title={t("alert.none")}>{t("alert.noneText")}</Empty>} />
            {seen && <ReasonDialog title={t("alert.seenTitle")} text={t("alert.seenText")} action={t("alert.see")} optional submit={acknowledge} onClose={() => see(null)} />}
        </Panel>
    );
}

function useColumns(see: (alert: Alert) => void): Column<Alert>[] {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const share = ({ share: of, n }: Alert["recent"]) => <>{format.percent(of, 1)} <span className="quiet">/ {format.number(n)}</span></>;
    return [
        { id: "org", header: t("org.one"), cell: (row) => <Link href={`/operator/orgs/${row.org}`}>{row.alias}</Link>, csv: (row) => row.alias },
        { id: "measure", header: t("alert.measure"), cell: (row) => <span className={row.worse ? "bad" : "good"}>{word("measure", row.measure)}</span>, csv: (row) => row.measure },
        { id: "niche", header: t("desk.niche"), cell: (row) => (row.niche ? niches.title(row.niche) : "–"), csv: (row) => row.niche },
        { id: "before", header: t("alert.before"), num: true, cell: (row) => share(row.before), csv: (row) => row.before.share },
        { id: "recent", header: t("alert.recent"), num: true, cell: (row) => share(row.recent), csv: (row) => row.recent.share },
        { id: "at", header: t("alert.at"), num: true, cell: (row) => <time dateTime={row.at} title={format.exact(row.at)}>{format.relative(row.at)}</time>, csv: (row) => row.at },
        { id: "see", header: "", cell: (row) => (row.acknowledged_at ? <span className="quiet">{row.note ?? t("alert.seen")}</span> : mayWrite && <Button size="compact-sm" variant="default" onClick={() => see(row)}>{t("alert.see")}</Button>), csv: (row) => row.note },
    ];
}
