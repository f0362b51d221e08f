// What such an order would have found in the last days, asked again whenever the form rests. Always said to be an estimate.
import { Badge as Mark, Loader, SegmentedControl } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { components } from "@generated/api";
import { api, ok } from "@/shared/api/client";
import { Problem } from "@/shared/api/problem";
import { Chart } from "@/shared/chart/chart";
import { useFormat, type Money } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import type { Condition } from "@/shared/filter/words";
import classes from "./builder.module.css";

type Estimated = components["schemas"]["OrderEstimate"];
type Quartiles = Estimated["wins_shared"];
const REST_MS = 600;
/** One at a time a company: who asks meanwhile is told to wait, and waits. */
const TRIES = 4;

export interface Question {
    niche: string;
    filter: Record<string, Condition>;
    shared_price: Money | null;
    exclusive_price: Money | null;
}

interface Props {
    question: Question;
    /** The order that is being changed: it overlaps with itself. */
    self?: string;
    onPrice: (which: "shared" | "exclusive", price: Money) => void;
}

function useEstimate(question: Question, days: number) {
    const [body] = useDebouncedValue(JSON.stringify({ ...question, days }), REST_MS);
    return useQuery({
        queryKey: ["/v1/orders/estimate", body],
        queryFn: ({ signal }) => ok(api.POST("/v1/orders/estimate", { body: JSON.parse(body) as Question, signal })),
        placeholderData: keepPreviousData,
        staleTime: 60_000,
        retry: (times, fault) => fault instanceof Problem && fault.status === 429 && times < TRIES,
        retryDelay: 1000,
    });
}

export function Estimate({ question, self, onPrice }: Props) {
    const { t } = useTranslation("advertiser");
    const [days, setDays] = useState("7");
    const asked = useEstimate(question, Number(days));
    const found = asked.data;
    // a filter half typed is no fault to shout about: its control says what is wrong when it is saved
    const unreadable = asked.error instanceof Problem && asked.error.status === 422;
    return (
        <Panel title={t("estimate.title")} actions={<Mark variant="light" color="gray" radius="sm" tt="none">{t("estimate.mark")}</Mark>}>
            <SegmentedControl size="xs" fullWidth role="radiogroup" aria-label={t("estimate.span")} value={days} onChange={setDays}
                data={["7", "14", "30"].map((value) => ({ value, label: t("estimate.days", { count: Number(value) }) }))} mb="md" />
            {asked.isPending && <div style={{ minHeight: 200, display: "grid", placeItems: "center" }}><Loader size="sm" aria-label={t("estimate.counting")} /></div>}
            {asked.error && (unreadable ? <p className={classes.note}>{t("estimate.unreadable")}</p> : <Fault fault={asked.error} retry={asked.refetch} />)}
            {found && !asked.error && (
                <div className={asked.isFetching || asked.isPlaceholderData ? classes.old : undefined} aria-live="polite">
                    <Found found={found} days={found.days.length} self={self} onPrice={onPrice} />
                </div>
            )}
        </Panel>
    );
}

function Found({ found, days, self, onPrice }: { found: Estimated; days: number } & Pick<Props, "self" | "onPrice">) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const aDay = Math.round(found.matched / Math.max(1, days));
    const overlap = found.overlap.filter((one) => one.order !== self && (one.share ?? 0) > 0);
    return (
        <>
            <div className={classes.big}>{found.matched === 0 ? t("estimate.none") : aDay === 0 ? t("estimate.few") : t("estimate.aDay", { count: aDay })}</div>
            <p className={classes.note}>{t("estimate.matched", { matched: format.number(found.matched), sold: format.number(found.sold) })}</p>
            {found.matched > 0 && (
                <div className={classes.part}>
                    <Chart label={t("estimate.byDay")} height={150} days={found.days.map((day) => day.day)} series={[
                        { label: t("estimate.matchedShort"), values: found.days.map((day) => day.matched) },
                        { label: t("estimate.soldShort"), values: found.days.map((day) => day.sold), tone: "good" },
                    ]} />
                </div>
            )}
            <Wins found={found} onPrice={onPrice} />
            <SoldAt found={found} />
            {overlap.length > 0 && (
                <div className={classes.part}>
                    <h3>{t("estimate.overlap")}</h3>
                    <table className={classes.table}>
                        <tbody>{overlap.map((one) => <tr key={one.order}><td><Link href={`/advertiser/orders/${one.order}`}>{one.name}</Link></td><td>{format.percent((one.share ?? 0) / 100)}</td></tr>)}</tbody>
                    </table>
                    <p className={classes.note}>{t("estimate.overlapText")}</p>
                </div>
            )}
            <p className={`${classes.note} ${classes.part}`}>{t(found.sampled ? "estimate.sampled" : "estimate.all", { seen: format.number(found.seen) })} {t("estimate.caveat")}</p>
        </>
    );
}

/** The least price that would have bought so many; a press takes it over. */
function Wins({ found, onPrice }: { found: Estimated } & Pick<Props, "onPrice">) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const rows = ([["shared", found.wins_shared, found.bought_shared], ["exclusive", found.wins_exclusive, found.bought_exclusive]] as const).filter(([, wins]) => wins !== null);
    if (rows.length === 0) return null;
    const price = (which: "shared" | "exclusive", money: Money) => (
        <button type="button" className={classes.price} title={t("estimate.take")} onClick={() => onPrice(which, money)}>{format.money(money)}</button>
    );
    return (
        <div className={classes.part}>
            <h3>{t("estimate.wins")}</h3>
            <table className={classes.table}>
                <thead><tr><th><span className="hidden-text">{t("order.type")}</span></th><th scope="col">{t("estimate.quarter")}</th><th scope="col">{t("estimate.half")}</th><th scope="col">{t("estimate.most")}</th></tr></thead>
                <tbody>
                    {rows.map(([which, wins]) => (
                        <tr key={which}>
                            <td>{t(which === "shared" ? "order.sharedPrice" : "order.exclusivePrice")}</td>
                            <td>{price(which, wins!.p25)}</td><td>{price(which, wins!.p50)}</td><td>{price(which, wins!.p75)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
            {rows.map(([which, , bought]) => bought !== null && (
                <p key={which} className={classes.note}>{t(which === "shared" ? "estimate.yoursShared" : "estimate.yoursExclusive", { bought: format.number(bought), matched: format.number(found.matched) })}</p>
            ))}
        </div>
    );
}

/** What such leads were sold at, day by day. */
function SoldAt({ found }: { found: Estimated }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const sold = found.days.filter((day) => day.shared_price !== null || day.exclusive_price !== null).slice(-7);
    if (sold.length === 0) return null;
    const middle = (prices: Quartiles) => (prices ? <span title={`${format.money(prices.p25)} – ${format.money(prices.p75)}`}>{format.money(prices.p50)}</span> : "–");
    return (
        <div className={classes.part}>
            <h3>{t("estimate.soldAt")}</h3>
            <table className={classes.table}>
                <thead><tr><th scope="col">{t("estimate.day")}</th><th scope="col">{t("estimate.soldShort")}</th><th scope="col">{t("order.sharedPrice")}</th><th scope="col">{t("order.exclusivePrice")}</th></tr></thead>
                <tbody>{sold.map((day) => <tr key={day.day}><td>{format.day(day.day)}</td><td>{format.number(day.sold)}</td><td>{middle(day.shared_price)}</td><td>{middle(day.exclusive_price)}</td></tr>)}</tbody>
            </table>
        </div>
    );
}
