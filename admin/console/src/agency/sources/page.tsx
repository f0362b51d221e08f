// Where the leads come from, and how good each source is.
import { Select, Button, Group, Stack as Column_, Switch, Text } from "@mantine/core";
import { Radio } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet, usePages, type Item } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Bar, Columns, Empty, Panel, Stack } from "@/shared/ui/blocks";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { toast, toastFault } from "@/shared/ui/toast";
import { word } from "@/shared/ui/words";

type Source = Item<"/v1/sources">;
const DAY_S = 86400;

export default function SourcesPage() {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const [returning, setReturning] = useState<Source | null>(null);
    const rows = usePages("/v1/sources");
    const report = useGet("/v1/reports/{report}", { path: { report: "earnings" }, query: { by: "source" } });
    const of = (source: Source) => report.data?.items.find((item) => item.key === source.id);
    const sendMarket = (source: Source, market: boolean) =>
        ok(api.POST("/v1/sources/{source}", { params: { path: { source: source.id } }, body: { market }, headers: intention() })).then(() => refresh("/v1/sources"));
    const setMarket = (source: Source, market: boolean) =>
        sendMarket(source, market).then(() => toast(t(market ? "source.marketOn" : "source.marketOff", { name: source.name }), () => sendMarket(source, !market)), toastFault);
    const rate = (percent: number | null | undefined) => (percent == null ? "–" : format.percent(percent / 100));
    const columns: Column<Source>[] = [
        { id: "name", header: t("lead.name"), cell: (row) => <>{row.name} {row.state !== "active" && <Badge tone="bad">{t("source.banned")}</Badge>}<div className="quiet" style={{ fontSize: "0.8125rem", fontWeight: 400 }}>{[row.channel, word("origin", row.origin_kind)].filter(Boolean).join(" · ")}</div></>, csv: (row) => row.name, sort: (row) => row.name },
        { id: "state", header: t("lead.state"), hidden: true, cell: () => null, csv: (row) => row.state },
        { id: "posted", header: t("source.posted"), num: true, cell: (row) => format.number(of(row)?.posted ?? 0), csv: (row) => of(row)?.posted, sort: (row) => of(row)?.posted ?? 0 },
        { id: "acceptance_rate", header: t("source.accepted"), num: true, cell: (row) => rate(of(row)?.acceptance_rate), csv: (row) => of(row)?.acceptance_rate, sort: (row) => of(row)?.acceptance_rate ?? -1 },
        { id: "sold_rate", header: t("source.soldRate"), num: true, cell: (row) => rate(of(row)?.sold_rate), csv: (row) => of(row)?.sold_rate, sort: (row) => of(row)?.sold_rate ?? -1 },
        { id: "return_rate", header: t("source.returnRate"), num: true, cell: (row) => rate(of(row)?.return_rate), csv: (row) => of(row)?.return_rate, sort: (row) => of(row)?.return_rate ?? -1 },
        { id: "earned", header: t("source.earned"), num: true, cell: (row) => format.money(of(row)?.earned), csv: (row) => of(row)?.earned, sort: (row) => of(row)?.earned?.amount ?? 0 },
        { id: "earned_per_lead", header: t("source.perLead"), num: true, cell: (row) => format.money(of(row)?.earned_per_lead), csv: (row) => of(row)?.earned_per_lead, sort: (row) => of(row)?.earned_per_lead?.amount ?? 0 },
        { id: "channel", header: t("lead.channel"), hidden: true, cell: () => null, csv: (row) => row.channel },
        { id: "origin_kind", header: t("lead.origin"), hidden: true, cell: () => null, csv: (row) => row.origin_kind },
        { id: "created_at", header: t("source.since"), num: true, hidden: true, cell: (row) => format.date(row.created_at), csv: (row) => row.created_at, sort: (row) => row.created_at },
        { id: "market", header: t("source.market"), csv: (row) => row.market,
          cell: (row) => <Switch size="xs" checked={row.market} disabled={!mayWrite} aria-label={t("source.marketOf", { name: row.name })} onChange={(event) => void setMarket(row, event.currentTarget.checked)} /> },
        { id: "upstream", header: "", cell: (row) => mayWrite && <Button size="compact-sm" variant="default" onClick={() => setReturning(row)}>{t("source.upstream")}</Button> },
    ];
    return (
        <>
            <PageHead title={t("nav.sources")} lead={t("source.text")} />
            <Stack>
                <Quality />
                <Panel flush title={t("source.last30")}>
                    <DataTable name="sources" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Radio} title={t("source.none")}>{t("source.noneText")}</Empty>} />
                </Panel>
            </Stack>
            {returning && <UpstreamDialog source={returning} onClose={() => setReturning(null)} />}
        </>
    );
}

/** The exchange's score of this seller, niche by niche, with the parts it is made of. */
function Quality() {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const niches = useNiches();
    const { data, error, refetch } = useGet("/v1/scores/me");
    const mine = data?.items.filter((item) => item.side === "seller") ?? [];
    if (error) return <Fault fault={error} retry={refetch} />;
    if (mine.length === 0) return <Panel title={t("score.title")}><p className="quiet" style={{ margin: 0 }}>{t("score.none")}</p></Panel>;
    return (
        <Columns least={300}>
            {mine.map((item) => (
                <Panel key={item.niche} title={niches.title(item.niche)} actions={<b className="num" style={{ fontSize: "1.25rem" }}>{item.score}</b>}>
                    <p className="quiet" style={{ margin: "0 0 12px", fontSize: "0.8125rem" }}>{t("score.sample", { count: item.sample, days: data?.days })}</p>
                    {item.parts.filter((part) => part.weight > 0).map((part) => (
                        <div key={part.measure} style={{ marginBottom: 10 }} title={part.formula}>
                            <div style={{ display: "flex", justifyContent: "space-between", gap: 12, fontSize: "0.8125rem", marginBottom: 4 }}>
                                <span>{word("measure", part.measure)}</span>
                                <span className="num">{format.percent(part.value, 1)} <span className="quiet">{t("score.mean", { mean: format.percent(part.mean, 1) })}</span></span>
                            </div>
                            <Bar share={part.value} label={word("measure", part.measure)} />
                        </div>
                    ))}
                </Panel>
            ))}
        </Columns>
    );
}

/** Whether leads of the source are bought, and how long they may be returned to whoever sold them. */
function UpstreamDialog({ source, onClose }: { source: Source; onClose: () => void }) {
    const { t } = useTranslation("agency");
    const form = useForm({
        initial: { days: "0" },
        pointers: { days: "/return_window_s" },
        submit: async ({ days }) => {
            const seconds = Number(days) * DAY_S;
            await ok(api.POST("/v1/sources/{source}/upstream", {
                params: { path: { source: source.id } }, body: { return_window_s: seconds === 0 ? null : seconds }, headers: intention(),
            }));
            onClose();
            toast(t("shared:done.saved"));
        },
    });
    return (
        <Dialog onClose={onClose} title={t("source.upstreamTitle", { name: source.name })}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Column_ gap="md">
                    <Text size="sm" c="dimmed">{t("source.upstreamText")}</Text>
                    <Select label={t("source.window")} allowDeselect={false} data={[
                        { value: "0", label: t("source.notBought") }, ...[1, 3, 7, 14, 30].map((days) => ({ value: String(days), label: t("source.days", { count: days }) })),
                    ]} {...form.field("days")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("shared:action.save")}</Button>
                    </Group>
                </Column_>
            </form>
        </Dialog>
    );
}
