// The agency's day: what came, what it earned, what was refused and why, what needs an answer, who wants what.
import { Button } from "@mantine/core";
import { Scale, Upload } from "lucide-react";
import { Link } from "wouter";
import { refresh, useGet, type Body } from "@/shared/api/hooks";
import { Chart } from "@/shared/chart/chart";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMe } from "@/shared/session/session";
import { useStream } from "@/shared/stream/use-stream";
import { Columns, Panel, Stack, Stat, Stats } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { word } from "@/shared/ui/words";
import { Demand } from "./demand";
import { FirstSale } from "./first-sale";
import classes from "./home.module.css";

type Seller = NonNullable<Body<"/v1/reports/home">["seller"]>;

export default function AgencyHome() {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const me = useMe();
    const asked = useGet("/v1/reports/home", undefined, { refetchInterval: 60_000 });
    useStream(["sale", "outcome", "dispute"], () => void refresh("/v1/reports/home"));
    const seller = asked.data?.seller;
    return (
        <>
            <PageHead title={t("home.title", { name: me.org.name })} lead={asked.data && t("home.at", { at: format.dateTime(asked.data.at) })}
                actions={<Button component={Link} href="/agency/upload" leftSection={<Upload size={16} aria-hidden />}>{t("nav.upload")}</Button>} />
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            {asked.isPending && <div aria-busy style={{ minHeight: 320 }} />}
            {seller && <Day seller={seller} />}
        </>
    );
}

function Day({ seller }: { seller: Seller }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const sold = seller.days.some((series) => series.points.some((point) => point.sales > 0));
    // until the day after the first sale
    const fresh = seller.days.every((series) => series.points.slice(0, -1).every((point) => point.sales === 0));
    return (
        <Stack>
            {seller.to_answer > 0 && (
                <Link href="/agency/disputes?state=open" className={classes.notice}>
                    <Scale size={18} aria-hidden />
                    <span>{t("home.toAnswer", { count: seller.to_answer })}</span>
                    <b>{t("home.look")}</b>
                </Link>
            )}
            <Stats>
                <Stat label={t("home.leads")} value={format.number(seller.leads)} note={t("home.open", { count: seller.open })} />
                <Stat label={t("home.sold")} value={format.number(seller.sold)} note={seller.leads > 0 ? t("home.share", { share: format.percent(seller.sold / seller.leads) }) : undefined} />
                <Stat label={t("home.earned")} value={<Amounts of={seller.earned} />} />
                {seller.held && <Stat label={t("home.held")} value={<Amounts of={seller.held} />} note={t("money.heldNote")} />}
                <Stat label={t("home.disputes")} value={format.number(seller.disputes)} />
            </Stats>
            {fresh && <FirstSale sold={sold} />}
            {sold && seller.days.map((series) => <Days key={series.currency} series={series} />)}
            <Columns least={380}>
                <Panel title={t("home.refused")}><Codes of={[...seller.refused, ...seller.unsold]} leads={seller.leads} /></Panel>
                <Demand />
            </Columns>
        </Stack>
    );
}

function Amounts({ of }: { of: { amount: number; currency: string }[] }) {
    const format = useFormat();
    return <>{of.length === 0 ? "–" : of.map((money) => <div key={money.currency}>{format.money(money)}</div>)}</>;
}

function Days({ series }: { series: Seller["days"][number] }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const { points, currency } = series;
    return (
        <Columns least={420}>
            <Panel title={t("home.earnedDays")}>
                <Chart label={t("home.earnedDays")} days={points.map((point) => point.day)} show={(amount) => format.money({ amount, currency }, { digits: 0 })}
                    series={[{ label: t("home.earned"), values: points.map((point) => point.earned ?? 0) }]} />
            </Panel>
            <Panel title={t("home.salesDays")}>
                <Chart label={t("home.salesDays")} kind="line" days={points.map((point) => point.day)} series={[
                    { label: t("home.sales"), values: points.map((point) => point.sales) },
                    { label: t("home.disputed"), values: points.map((point) => point.disputed), tone: "bad" },
                ]} />
            </Panel>
        </Columns>
    );
}

function Codes({ of, leads }: { of: { code: string | null; count: number }[]; leads: number }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const most = Math.max(1, ...of.map(({ count }) => count));
    if (of.length === 0) return <p className="quiet" style={{ margin: 0 }}>{leads === 0 ? t("home.noLeads") : t("home.nothingRefused")}</p>;
    return (
        <ul className={classes.codes}>
            {[...of].sort((a, b) => b.count - a.count).slice(0, 8).map(({ code, count }) => (
                <li key={code}>
                    <span>{code ? word("lead.code", code) : t("home.waiting")}</span>
                    <i style={{ width: `${(100 * count) / most}%` }} aria-hidden />
                    <b className="num">{format.number(count)}</b>
                </li>
            ))}
        </ul>
    );
}
