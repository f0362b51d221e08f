// The buyer's day: what was bought and for how much, what waits, how full the caps are, thirty days of it.
import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { Link } from "wouter";
import { useGet, type Body } from "@/shared/api/hooks";
import { Chart } from "@/shared/chart/chart";
import { useFormat, type Money } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite, useMe } from "@/shared/session/session";
import { useLive } from "@/shared/stream/use-live";
import { Columns, Panel, Stack, Stat, Stats } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { CapMeter, fullness, type CapNow } from "../order/shared";
import classes from "./home.module.css";
import { FirstPurchase } from "./first-purchase";
import { Todo } from "./todo";

export type Buyer = NonNullable<Body<"/v1/reports/home">["buyer"]>;
const CAPS_SHOWN = 6;
/** Characters that fit a figure's place. */
const LONG = 10;

export default function AdvertiserHome() {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const me = useMe();
    const mayWrite = useMayWrite();
    const asked = useGet("/v1/reports/home", undefined, { refetchInterval: 60_000 });
    useLive(["sale", "outcome", "dispute", "wallet", "cap"], "/v1/reports/home");
    const buyer = asked.data?.buyer;
    return (
        <>
            <PageHead title={me.org.name} lead={asked.data && t("home.at", { at: format.dateTime(asked.data.at) })}
                actions={mayWrite && <Button component={Link} href="/advertiser/orders/new" leftSection={<Plus size={16} aria-hidden />}>{t("order.new")}</Button>} />
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            {asked.isPending && <div aria-busy style={{ minHeight: 320 }} />}
            {buyer && <Day buyer={buyer} />}
        </>
    );
}

function Day({ buyer }: { buyer: Buyer }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const bought = buyer.days.some((series) => series.points.some((point) => point.sales > 0));
    // until the day after the first purchase
    const fresh = buyer.days.every((series) => series.points.slice(0, -1).every((point) => point.sales === 0));
    return (
        <Stack>
            <Stats>
                <Stat label={t("home.bought")} value={format.number(buyer.bought)} note={buyer.unread > 0 ? t("home.unread", { count: buyer.unread }) : buyer.bought > 0 && t("home.allRead")} />
                <Stat label={t("home.spend")} value={<Amounts of={buyer.spend} />} />
                <Stat label={t("home.perLead")} value={<Amounts of={buyer.cost_per_lead} />} />
                <Stat label={t("home.disputeShare")} value={format.percent(buyer.dispute_rate === null ? null : buyer.dispute_rate / 100, 1)} note={t("home.month")} />
                {buyer.available && <Stat label={t("home.available")} value={<Amounts of={buyer.available} />} note={<Link href="/advertiser/money">{t("home.wallet")}</Link>} />}
            </Stats>
            {fresh && <FirstPurchase bought={bought} />}
            {(bought || buyer.orders.length > 0) && (
                <>
                    <Columns least={380}>
                        <Todo buyer={buyer} />
                        <Caps orders={buyer.orders} />
                    </Columns>
                    {buyer.days.map((series) => <Days key={series.currency} series={series} />)}
                </>
            )}
        </Stack>
    );
}

function Amounts({ of }: { of: Money[] }) {
    const format = useFormat();
    const texts = of.map((money) => format.money(money, { digits: money.amount > 100_000 ? 0 : undefined }));
    return <>{texts.length === 0 ? "–" : texts.map((text) => <div key={text} className={text.length > LONG ? classes.long : undefined}>{text}</div>)}</>;
}

/** The fullest first: those are what stops next. */
function Caps({ orders }: { orders: Buyer["orders"] }) {
    const { t } = useTranslation("advertiser");
    const fullest = orders
        .map((order) => ({ order, cap: (order.caps as unknown as CapNow[]).reduce((most, cap) => (fullness(cap) > fullness(most) ? cap : most)) }))
        .sort((a, b) => fullness(b.cap) - fullness(a.cap)).slice(0, CAPS_SHOWN);
    return (
        <Panel title={t("home.caps")}>
            {fullest.length === 0 ? <p className="quiet" style={{ margin: 0 }}>{t("home.noCaps")}</p> : (
                <div className={classes.caps}>
                    {fullest.map(({ order, cap }) => (
                        <div key={order.order}>
                            <Link href={`/advertiser/orders/${order.order}`}>{order.name}</Link>
                            <CapMeter cap={cap} />
                        </div>
                    ))}
                </div>
            )}
        </Panel>
    );
}

function Days({ series }: { series: Buyer["days"][number] }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const { points, currency } = series;
    const days = points.map((point) => point.day);
    return (
        <Columns least={420}>
            <Panel title={t("home.spendDays")}>
                <Chart label={t("home.spendDays")} days={days} show={(amount) => format.money({ amount, currency }, { digits: 0 })}
                    series={[{ label: t("home.spent"), values: points.map((point) => point.spend ?? 0) }]} />
            </Panel>
            <Panel title={t("home.boughtDays")}>
                <Chart label={t("home.boughtDays")} kind="line" days={days} series={[
                    { label: t("home.purchases"), values: points.map((point) => point.sales) },
                    { label: t("home.disputed"), values: points.map((point) => point.disputed), tone: "bad" },
                ]} />
            </Panel>
        </Columns>
    );
}
