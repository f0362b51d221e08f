// One endpoint: how it goes, what was sent there, sending again, a test that answers at once.
import { Button, Group, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ChevronDown, FlaskConical, RotateCcw, Send } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet, usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { SecretDialog } from "@/shared/keys/keys";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { Id } from "@/shared/ui/copy";
import { FilterBar } from "@/shared/ui/filter-bar";
import { PageHead } from "@/shared/ui/page-head";
import { toast, toastFault } from "@/shared/ui/toast";
import { useFilters } from "@/shared/ui/use-filters";
import { DeliveryState, word } from "@/shared/ui/words";
import { Until } from "@/shared/ui/until";
import { EndpointDialog } from "./dialog";
import { EndpointHealth, type Endpoint, type EndpointEvent } from "./list";

type Delivery = Item<"/v1/endpoints/{endpoint}/deliveries">;
type Tried = { delivered: boolean; outcome: string; code: number | null; took_ms: number; note: string | null };
const DAY_MS = 86_400_000, STATES = ["due", "sending", "done", "dead", "cancelled"] as const;

function useActions(endpoint: Endpoint) {
    const { t } = useTranslation();
    const [secret, setSecret] = useState<string | null>(null);
    const [tried, setTried] = useState<Tried | null>(null);
    const [busy, setBusy] = useState(false);
    const params = { path: { endpoint: endpoint.id } };
    const again = () => refresh("/v1/endpoints");
    return {
        secret, tried, busy, closeSecret: () => setSecret(null),
        test: async () => {
            setBusy(true);
            await ok(api.POST("/v1/endpoints/{endpoint}/test", { params, body: {} as never })).then((answer) => setTried(answer as Tried), toastFault);
            setBusy(false);
        },
        enable: () => ok(api.POST("/v1/endpoints/{endpoint}/enable", { params, body: {} as never, headers: intention() })).then(again, toastFault),
        disable: async () => {
            if (await confirm({ title: t("endpoint.disableTitle"), body: t("endpoint.disableText"), action: t("endpoint.disable"), danger: true }))
                await ok(api.POST("/v1/endpoints/{endpoint}/disable", { params, body: {} as never, headers: intention() })).then(again, toastFault);
        },
        rotate: async () => {
            if (await confirm({ title: t("endpoint.rotateTitle"), body: t("endpoint.rotateText"), action: t("endpoint.rotate") }))
                await ok(api.POST("/v1/endpoints/{endpoint}/rotate", { params, body: {} as never, headers: intention() }))
                    .then((made) => (setSecret((made as { secret?: string }).secret ?? null), again()), toastFault);
        },
        replay: async (days: number) => {
            const now = Date.now(), body = { from: new Date(now - days * DAY_MS).toISOString(), to: new Date(now).toISOString() };
            await ok(api.POST("/v1/endpoints/{endpoint}/replay", { params, body, headers: intention() }))
                .then((answer) => (toast(t("endpoint.replayed", { count: (answer as { replayed: number }).replayed })), again()), toastFault);
        },
    };
}

function Log({ endpoint, mayWrite }: { endpoint: Endpoint; mayWrite: boolean }) {
    const { t } = useTranslation();
    const format = useFormat();
    const { values, set } = useFilters("state");
    const rows = usePages("/v1/endpoints/{endpoint}/deliveries", { path: { endpoint: endpoint.id }, query: { state: values.state as Delivery["state"] | undefined } });
    const replay = (delivery: string) =>
        ok(api.POST("/v1/deliveries/{delivery}/replay", { params: { path: { delivery } }, body: {} as never, headers: intention() }))
            .then(() => (toast(t("endpoint.replayedOne")), refresh("/v1/endpoints")), toastFault);
    const columns: Column<Delivery>[] = [
        { id: "event", header: t("endpoint.event"), cell: (row) => word("event", row.event.replace(".", "_")), csv: (row) => row.event },
        { id: "state", header: t("endpoint.state"), csv: (row) => row.state,
          cell: (row) => <><DeliveryState state={row.state} />{row.last && row.state !== "done" && <div className="quiet" style={{ fontSize: "0.8125rem" }}>{row.last.code ?? word("endpoint.outcome", row.last.outcome)} {row.last.note}</div>}</> },
        { id: "attempts", header: t("endpoint.attempts"), num: true, cell: (row) => row.attempts, csv: (row) => row.attempts },
        { id: "took", header: t("endpoint.took"), num: true, cell: (row) => (row.last ? `${format.number(row.last.took_ms)} ms` : "–"), csv: (row) => row.last?.took_ms },
        { id: "next_at", header: t("endpoint.next"), num: true, cell: (row) => (row.next_at && row.state === "due" ? format.relative(row.next_at) : "–"), csv: (row) => row.next_at },
        { id: "created_at", header: t("endpoint.at"), num: true, cell: (row) => format.dateTime(row.created_at), csv: (row) => row.created_at },
        { id: "replay", header: "", cell: (row) => mayWrite && (row.state === "dead" || row.state === "done") && (
            <Button size="compact-sm" variant="default" leftSection={<RotateCcw size={13} aria-hidden />} onClick={() => void replay(row.id)}>{t("endpoint.again")}</Button>
        ) },
    ];
    return (
        <div>
            <FilterBar filters={[{ label: t("endpoint.state"), value: values.state, options: STATES.map((state) => ({ value: state, label: word("delivery", state) })), onChange: (value) => set("state", value) }]} />
            <Panel flush title={t("endpoint.log")}>
                <DataTable name="deliveries" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Send} title={t("endpoint.noLog")}>{t("endpoint.noLogText")}</Empty>} />
            </Panel>
        </div>
    );
}

export function EndpointDetail({ id, back, events, leads }: { id: string; back: { to: string; label: string }; events: EndpointEvent[]; leads: boolean }) {
    const { t } = useTranslation();
    const asked = useGet("/v1/endpoints/{endpoint}", { path: { endpoint: id } });
    if (!asked.data) return <Until asked={asked} title={t("endpoint.one")} back={back} />;
    return <Whole endpoint={asked.data as Endpoint} back={back} events={events} leads={leads} />;
}

function Whole({ endpoint, back, events, leads }: { endpoint: Endpoint; back: { to: string; label: string }; events: EndpointEvent[]; leads: boolean }) {
    const { t } = useTranslation();
    const format = useFormat();
    const mayWrite = useMayWrite();
    const [editing, edit] = useDisclosure(false);
    const act = useActions(endpoint);
    const off = endpoint.state === "disabled";
    return (
        <>
            <PageHead title={endpoint.name} back={back} badge={<EndpointHealth endpoint={endpoint} />} lead={endpoint.url ?? endpoint.email} actions={mayWrite && (
                <Group gap="xs">
                    <Button variant="default" leftSection={<FlaskConical size={15} aria-hidden />} loading={act.busy} onClick={() => void act.test()}>{t("endpoint.test")}</Button>
                    {off && <Button onClick={() => void act.enable()}>{t("endpoint.enable")}</Button>}
                    <Menu position="bottom-end">
                        <Menu.Target><Button variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>{t("endpoint.more")}</Button></Menu.Target>
                        <Menu.Dropdown>
                            <Menu.Item onClick={edit.open}>{t("endpoint.edit")}</Menu.Item>
                            {[1, 7].map((days) => <Menu.Item key={days} onClick={() => void act.replay(days)}>{t("endpoint.replay", { count: days })}</Menu.Item>)}
                            {endpoint.kind === "webhook" && <Menu.Item onClick={() => void act.rotate()}>{t("endpoint.rotate")}</Menu.Item>}
                            {!off && <Menu.Item color="red" onClick={() => void act.disable()}>{t("endpoint.disable")}</Menu.Item>}
                        </Menu.Dropdown>
                    </Menu>
                </Group>
            )} />
            <Split>
                <Stack>
                    {act.tried && (
                        <Panel title={t("endpoint.testResult")} actions={<Badge tone={act.tried.delivered ? "good" : "bad"}>{act.tried.delivered ? t("endpoint.testWell") : t("endpoint.testFailed")}</Badge>}>
                            <Text size="sm" className="num">{[act.tried.code, word("endpoint.outcome", act.tried.outcome), `${format.number(act.tried.took_ms)} ms`, act.tried.note].filter(Boolean).join(" · ")}</Text>
                        </Panel>
                    )}
                    <Log endpoint={endpoint} mayWrite={mayWrite} />
                </Stack>
                <Panel title={t("endpoint.facts")}>
                    <Facts items={[
                        [t("endpoint.kind"), word("endpoint.kinds", endpoint.kind)],
                        [t("endpoint.payload"), endpoint.payload === "full" ? t("endpoint.full") : t("endpoint.thin")],
                        [t("endpoint.events"), endpoint.events.map((event) => word("event", event.replace(".", "_"))).join(", ") || "–"],
                        [t("endpoint.waiting"), format.number(endpoint.waiting)],
                        [t("endpoint.failures"), endpoint.circuit.failures > 0 && format.number(endpoint.circuit.failures)],
                        [t("endpoint.failingSince"), endpoint.circuit.failing_since && format.dateTime(endpoint.circuit.failing_since)],
                        [t("endpoint.probe"), endpoint.circuit.opened_until && format.relative(endpoint.circuit.opened_until)],
                        [t("endpoint.changed"), format.dateTime(endpoint.updated_at)],
                        ["ID", <Id key="i" id={endpoint.id} />],
                    ]} />
                </Panel>
            </Split>
            {editing && <EndpointDialog endpoint={endpoint} events={events} leads={leads} onClose={edit.close} />}
            {act.secret && <SecretDialog title={t("endpoint.secretTitle")} text={t("endpoint.secretText")} secret={act.secret} onClose={act.closeSecret} />}
        </>
    );
}
