// The dispute desk: what waits for a ruling, soonest first; several may be ruled together.
import { Button, Checkbox, Group } from "@mantine/core";
import { Gavel, Scale, SearchX } from "lucide-react";
import { useState } from "react";
import { refresh, usePages, type Item } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { useStream } from "@/shared/stream/use-stream";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { Clock } from "@/shared/ui/clock";
import { FilterBar } from "@/shared/ui/filter-bar";
import { PageHead } from "@/shared/ui/page-head";
import { useFilters } from "@/shared/ui/use-filters";
import { DisputeState, word } from "@/shared/ui/words";
import { REASONS } from "./reasons";
import { ManyProgress, RuleManyDialog } from "./rule-many";

type Row = Item<"/v1/admin/disputes">;

const STATES = ["open", "contested", "ruled", "appealed", "final", "withdrawn"] as const;
const SORTS = ["clock", "value", "pair"] as const;

const ruleable = (row: Row) => row.state === "contested" || row.state === "appealed";

export default function DeskPage() {
    const { t } = useTranslation("operator");
    const mayRule = useMayWrite();
    const niches = useNiches();
    const { values, set, clear, any } = useFilters("state", "sort", "reason", "niche", "overdue");
    const [chosen, setChosen] = useState<Set<string>>(new Set());
    const [ruling, setRuling] = useState(false);
    const [begun, setBegun] = useState<string | null>(null);
    const query = { ...values, overdue: values.overdue === "1" ? true : undefined } as never;
    const rows = usePages("/v1/admin/disputes", { query });
    useStream(["dispute"], () => void refresh("/v1/admin/disputes"));
    const choose = (row: Row) => setChosen((before) => {
        const next = new Set(before);
        if (!next.delete(row.id)) next.add(row.id);
        return next;
    });
    const columns = useColumns(mayRule, chosen, choose);
    return (
        <>
            <PageHead title={t("nav.disputes")} lead={t("desk.text")} actions={mayRule && chosen.size > 0 && (
                <Group gap="sm">
                    <span className="quiet">{t("desk.chosen", { count: chosen.size })}</span>
                    <Button leftSection={<Gavel size={15} aria-hidden />} onClick={() => setRuling(true)}>{t("desk.ruleMany")}</Button>
                </Group>
            )} />
            {begun && <ManyProgress ruling={begun} />}
            <FilterBar filters={[
                { label: t("desk.state"), value: values.state, options: STATES.map((value) => ({ value, label: word("dispute.state", value) })), onChange: (value) => set("state", value) },
                { label: t("desk.sort"), value: values.sort ?? "clock", options: SORTS.map((value) => ({ value, label: t(`desk.${value}`) })), onChange: (value) => set("sort", value) },
                { label: t("desk.reason"), value: values.reason, options: REASONS.map((value) => ({ value, label: word("dispute.reason", value) })), onChange: (value) => set("reason", value) },
                { label: t("desk.niche"), value: values.niche, options: niches.options, onChange: (value) => set("niche", value) },
                { label: t("desk.due"), value: values.overdue, options: [{ value: "1", label: t("desk.overdue") }], onChange: (value) => set("overdue", value) },
            ]} />
            <Panel flush>
                <DataTable name="disputes" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `/operator/disputes/${row.id}`} empty={any
                    ? <Empty icon={SearchX} title={t("shared:filter.none")} action={<Button variant="default" onClick={clear}>{t("shared:action.all")}</Button>}>{t("shared:filter.noneText")}</Empty>
                    : <Empty icon={Scale} title={t("desk.none")}>{t("desk.noneText")}</Empty>} />
            </Panel>
            {ruling && <RuleManyDialog disputes={[...chosen]} onClose={() => setRuling(false)} onBegun={(id) => (setRuling(false), setChosen(new Set()), setBegun(id))} />}
        </>
    );
}

function useColumns(mayRule: boolean, chosen: Set<string>, choose: (row: Row) => void): Column<Row>[] {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const niches = useNiches();
    const name = (row: Row) => `${word("dispute.reason", row.reason)}, ${row.buyer}, ${row.seller}`;
    return [
        { id: "reason", header: t("desk.reason"), cell: (row) => word("dispute.reason", row.reason), csv: (row) => row.reason, sort: (row) => row.reason },
        { id: "parties", header: t("desk.who"), cell: (row) => t("desk.against", { buyer: row.buyer, seller: row.seller }), csv: (row) => `${row.buyer} / ${row.seller}` },
        { id: "niche", header: t("desk.niche"), cell: (row) => niches.title(row.niche), csv: (row) => row.niche },
        { id: "state", header: t("desk.state"), cell: (row) => <DisputeState state={row.state} />, csv: (row) => row.state },
        { id: "shown", header: t("desk.shown"), cell: (row) => (row.contested_at === null ? "–" : row.shown ? t("desk.shownMore") : t("desk.shownWords")), csv: (row) => row.shown },
        { id: "price", header: t("desk.price"), num: true, cell: (row) => format.money(row.price), csv: (row) => row.price, sort: (row) => row.price.amount },
        { id: "due", header: t("desk.due"), num: true, cell: (row) => (row.rule_by ?? row.due_at ? <Clock at={(row.rule_by ?? row.due_at)!} /> : "–"), csv: (row) => row.rule_by ?? row.due_at },
        ...(mayRule ? [{ id: "choose", header: "", cell: (row: Row) => ruleable(row) && <Checkbox size="xs" aria-label={t("desk.select", { name: name(row) })} checked={chosen.has(row.id)} onChange={() => choose(row)} /> }] : []),
    ];
}
