// What the order would have bought beside what it bought: in all, by day, and why not the others.
import type { components } from "@generated/api";
import { Chart } from "@/shared/chart/chart";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import classes from "../builder/builder.module.css";

export type Replayed = components["schemas"]["OrderReplay"];
type Sum = components["schemas"]["ReplayPart"];

/** offer: the order takes an offer's leads alone. */
export function Answer({ found, offer }: { found: Replayed; offer: boolean }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    if (found.looked_at === 0) return <p className={classes.note}>{t(offer ? "replay.noneOfOffer" : "replay.none")}</p>;
    return (
        <>
            <div className={classes.big}>{t("replay.would", { count: found.would.leads })}</div>
            <p className={classes.note}>
                {t("replay.really", { leads: format.number(found.bought.leads) })}{" "}
                {found.gained + found.lost > 0 && t("replay.moved", { gained: format.number(found.gained), lost: format.number(found.lost) })}
                {found.short_of_money > 0 && ` ${t("replay.poor", { count: found.short_of_money })}`}
            </p>
            <div className={classes.part}>
                <Chart label={t("replay.byDay")} height={150} kind={found.days.length > 1 ? "line" : "bars"} days={found.days.map((day) => day.day)} series={[
                    { label: t("replay.wouldShort"), values: found.days.map((day) => day.would.leads) },
                    { label: t("replay.boughtShort"), values: found.days.map((day) => day.bought.leads), tone: "good" },
                ]} />
            </div>
            <Sums found={found} />
            <Reasons found={found} />
            <Rests found={found} />
        </>
    );
}

function Sums({ found }: { found: Replayed }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const cell = ({ leads, spend }: Sum) => <>{format.number(leads)}<div className={classes.note}>{format.money(spend, { digits: 0 })}</div></>;
    const rows = ([["order.sharedPrice", "shared"], ["order.exclusivePrice", "exclusive"]] as const).filter(([, way]) => found.would[way].leads + found.bought[way].leads > 0);
    return (
        <div className={classes.part}>
            <table className={classes.table}>
                <thead><tr><th><span className="hidden-text">{t("order.type")}</span></th><th scope="col">{t("replay.wouldShort")}</th><th scope="col">{t("replay.boughtShort")}</th></tr></thead>
                <tbody>
                    {rows.map(([label, way]) => <tr key={way}><td>{t(label)}</td><td>{cell(found.would[way])}</td><td>{cell(found.bought[way])}</td></tr>)}
                    {rows.length !== 1 && <tr><td>{t("replay.together")}</td><td>{cell(found.would)}</td><td>{cell(found.bought)}</td></tr>}
                </tbody>
            </table>
        </div>
    );
}

function Reasons({ found }: { found: Replayed }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const rows = [...found.not_bought].sort((a, b) => b.leads - a.leads);
    if (rows.length === 0) return null;
    return (
        <div className={classes.part}>
            <h3>{t("replay.why")}</h3>
            <table className={classes.table}>
                <tbody>{rows.map((row) => <tr key={row.code} data-code={row.code}><td>{t(`replay.code.${row.code}`)}</td><td>{format.number(row.leads)}</td></tr>)}</tbody>
            </table>
        </div>
    );
}

function Rests({ found }: { found: Replayed }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    return (
        <div className={classes.part}>
            <p className={classes.note}>
                {t("replay.looked", { seen: format.number(found.looked_at) })} {found.cut && t("replay.cut", { until: format.dateTime(found.until) })}
            </p>
            <details className={classes.rests}>
                <summary>{t("replay.rests")}</summary>
                <p>{t("replay.exact")}</p>
                <ul>{(["others", "always", "money", "caps", "again", "market"] as const).map((name) => <li key={name}>{t(`replay.assumed.${name}`)}</li>)}</ul>
            </details>
        </div>
    );
}
