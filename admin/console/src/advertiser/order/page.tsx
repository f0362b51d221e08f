// One order: how full its caps are, what it bought, on which terms.
import { Alert, Button } from "@mantine/core";
import { History, ShoppingBag } from "lucide-react";
import { Link } from "wouter";
import { useGet, usePages, type Item } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import type { PageProps } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { useLive } from "@/shared/stream/use-live";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Facts, Panel, Split, Stack, Stat, Stats } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { SaleState } from "@/shared/ui/words";
import { Until } from "@/shared/ui/until";
import { FilterFacts } from "@/shared/filter/facts";
import { OrderActions } from "./actions";
import { CapMeter, OrderState, useOrderKind, type Order } from "./shared";
import { useHours } from "./hours";

type Sale = Item<"/v1/sales">;
const BACK = ["disputed", "returned", "reversed"];

export default function OrderPage({ params }: PageProps) {
    const { t } = useTranslation("advertiser");
    const niches = useNiches();
    const kind = useOrderKind();
    const mayWrite = useMayWrite();
    const asked = useGet("/v1/orders/{order}", { path: { order: params.order! } });
    useLive(["sale", "cap", "dispute"], "/v1/orders", "/v1/sales");
    const back = { to: "/advertiser/orders", label: t("nav.orders") };
    const order = asked.data;
    if (!order) return <Until asked={asked} title={t("order.one")} back={back} />;
    return (
        <>
            <PageHead title={order.name} back={back} badge={<OrderState state={order.state} />} lead={`${niches.title(order.niche)} · ${kind(order)}`} actions={mayWrite && <OrderActions order={order} />} />
            <Split>
                <Stack>
                    {order.paused_for && <Alert color="yellow" variant="light">{t(`order.pausedFor.${order.paused_for}`)}</Alert>}
                    <Progress order={order} />
                    {order.type === "standing" && <Replayable order={order} />}
                    <Bought order={order} />
                </Stack>
                <Terms order={order} />
            </Split>
        </>
    );
}

function Progress({ order }: { order: Order }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const asked = useGet("/v1/orders/{order}/progress", { path: { order: order.id } });
    if (asked.error) return <Fault fault={asked.error} retry={asked.refetch} />;
    if (!asked.data) return <div aria-busy style={{ minHeight: 160 }} />;
    const { sales, caps } = asked.data;
    const states = sales.by_state as Record<string, { count: number }>;
    const back = BACK.reduce((sum, state) => sum + (states[state]?.count ?? 0), 0);
    return (
        <>
            <Stats least={200}>
                <Stat label={t("order.boughtAll")} value={format.number(sales.count)} />
                <Stat label={t("order.spentAll")} value={format.money(sales.amount, { digits: 0 })} />
                <Stat label={t("order.perLead")} value={sales.count > 0 ? format.money({ ...sales.amount, amount: Math.round(sales.amount.amount / sales.count) }) : "–"} />
                <Stat label={t("order.disputed")} value={format.number(back)} note={sales.count > 0 && back > 0 ? format.percent(back / sales.count, 1) : undefined} />
            </Stats>
            <Panel title={t("order.progress")}>
                {caps.length === 0 ? <span className="quiet">{t("cap.none")}</span> : caps.map((cap) => <CapMeter key={cap.per} cap={cap} />)}
            </Panel>
        </>
    );
}

function Replayable({ order }: { order: Order }) {
    const { t } = useTranslation("advertiser");
    return (
        <Panel title={t("replay.title")} actions={<Button component={Link} href={`/advertiser/orders/${order.id}/replay`} variant="default" size="xs" leftSection={<History size={14} aria-hidden />}>{t("replay.open")}</Button>}>
            <span className="quiet">{t("replay.panelText")}</span>
        </Panel>
    );
}

function Bought({ order }: { order: Order }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const rows = usePages("/v1/sales", { query: { order: order.id, limit: 20 } });
    const columns: Column<Sale>[] = [
        { id: "sold_at", header: t("sale.at"), cell: (row) => <time dateTime={row.sold_at} title={format.exact(row.sold_at)}>{format.dateTime(row.sold_at)}</time>, csv: (row) => row.sold_at },
        { id: "state", header: t("order.state"), cell: (row) => <SaleState state={row.state} />, csv: (row) => row.state },
        { id: "exclusive", header: t("sale.how"), cell: (row) => t(row.exclusive ? "shared:sale.exclusive" : "shared:sale.shared"), csv: (row) => row.exclusive },
        { id: "seller", header: t("sale.seller"), cell: (row) => row.seller, csv: (row) => row.seller },
        { id: "price", header: t("sale.price"), num: true, cell: (row) => format.money(row.price), csv: (row) => row.price },
    ];
    return (
        <Panel flush title={t("order.bought")}>
            <DataTable name="purchases" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `/advertiser/leads/${row.id}`}
                empty={<Empty icon={ShoppingBag} title={t("order.boughtNone")}>{order.state === "active" ? t("order.boughtNoneText") : null}</Empty>} />
        </Panel>
    );
}

function Terms({ order }: { order: Order }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const hours = useHours();
    return (
        <Stack>
            {order.type === "standing" && <Panel title={t("order.whom")}><FilterFacts filter={order.filter} empty={t("order.anybody")} /></Panel>}
            <Panel title={t("order.terms")}>
                <Facts items={[
                    [t("order.sharedPrice"), order.shared_price && format.money(order.shared_price)],
                    [t("order.exclusivePrice"), order.exclusive_price && format.money(order.exclusive_price)],
                    [t("order.hours"), hours(order.schedule)],
                    [t("order.zone"), order.time_zone],
                    [t("order.delivery"), <Delivery key="d" delivery={order.delivery} />],
                    [t("order.onMarket"), order.market && t("order.onMarketMax", { price: format.money(order.market.max_price) })],
                    [t("order.changed"), format.dateTime(order.updated_at)],
                    ["ID", <Id key="i" id={order.id} />],
                ]} />
            </Panel>
        </Stack>
    );
}

function Delivery({ delivery }: { delivery: Order["delivery"] }) {
    const { t } = useTranslation("advertiser");
    const endpoint = delivery?.endpoint;
    const asked = useGet("/v1/endpoints/{endpoint}", { path: { endpoint: endpoint ?? "" } }, { enabled: endpoint !== undefined });
    if (!endpoint) return <>{t("order.deliveries.pull")}</>;
    return <a href={`/console/advertiser/delivery/${endpoint}`}>{asked.data?.name ?? `…${endpoint.slice(-8)}`}</a>;
}
