// Why a lead went where it went, as a picture: how many orders stopped where, who offered what, who won and why the others
// did not. What a party may not know the server leaves out; here nothing is guessed.
import { Check, GitFork, Minus } from "lucide-react";
import { useGet, type Body } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Empty } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { LeadState, word } from "@/shared/ui/words";
import classes from "./decision.module.css";

type Decision = Body<"/v1/leads/{lead}/decision">["decisions"][number];
type Candidate = Decision["candidates"][number];

function Funnel({ decision }: { decision: Decision }) {
    const { t } = useTranslation();
    const format = useFormat();
    const counts = Object.entries((decision.counts ?? {}) as Record<string, number>).filter(([, n]) => n > 0);
    const total = counts.find(([name]) => name === "considered")?.[1] ?? 0;
    const stops = counts.filter(([name]) => name !== "considered");
    if (total === 0 && stops.length === 0) return null;
    return (
        <div className={classes.funnel}>
            <div><b>{format.number(total)}</b> {t("decision.considered")}</div>
            {stops.map(([name, n]) => <div key={name}><span className={classes.arrow} aria-hidden>−</span><b>{format.number(n)}</b> {word("decision", name)}</div>)}
        </div>
    );
}

function Row({ candidate, rank, most }: { candidate: Candidate; rank: number; most: number }) {
    const { t } = useTranslation();
    const format = useFormat();
    const won = candidate.verdict === "sold";
    const who = candidate.buyer ?? (candidate.order ? t("decision.yours") : t("decision.someone"));
    return (
        <li className={`${classes.row} ${won ? classes.won : ""}`}>
            <span className={classes.rank} aria-label={t("decision.rank", { rank })}>{rank}</span>
            <span className={classes.who}>{who}<small>{candidate.exclusive ? t("sale.exclusive") : t("sale.shared")}</small></span>
            <span className={classes.offer}>
                <span className={classes.track} aria-hidden><i style={{ width: `${Math.max(4, (100 * candidate.price.amount) / Math.max(1, most))}%` }} /></span>
                <span className="num">{format.money(candidate.price)}</span>
            </span>
            <span className={classes.why}>
                {won ? <Check size={15} aria-hidden /> : <Minus size={15} aria-hidden />}
                {word("verdict", candidate.verdict)}
            </span>
        </li>
    );
}

function Score({ score }: { score: unknown }) {
    const { t } = useTranslation();
    const { rules, total } = (score ?? {}) as { rules?: Record<string, number>; total?: number };
    if (!rules || total === undefined) return null;
    return (
        <div style={{ marginTop: 16 }}>
            <span className={classes.when}>{t("decision.score")}</span>
            <div className={classes.score}>
                {Object.entries(rules).map(([rule, points]) => <span key={rule}>{word("score", rule)} <b className="num">{points > 0 ? `+${points}` : points}</b></span>)}
                <span><b className="num">= {total}</b></span>
            </div>
        </div>
    );
}

function One({ decision }: { decision: Decision }) {
    const { t } = useTranslation();
    const format = useFormat();
    const most = Math.max(0, ...decision.candidates.map((candidate) => candidate.price.amount));
    return (
        <section>
            <p className={classes.when}>
                {word("decision.trigger", decision.trigger)}, {format.dateTime(decision.at)} {decision.status && <LeadState state={decision.status} />}{" "}
                {decision.code && word("lead.code", decision.code)}
            </p>
            <Funnel decision={decision} />
            {decision.candidates.length === 0 ? <p className="quiet">{t("decision.noCandidates")}</p> : (
                <ol className={classes.list} aria-label={t("decision.candidates", { count: decision.candidates.length })}>
                    {decision.candidates.map((candidate, i) => <Row key={i} candidate={candidate} rank={i + 1} most={most} />)}
                </ol>
            )}
            <Score score={decision.score} />
        </section>
    );
}

/** The decisions about a lead, latest first. Every party sees its part. */
export function DecisionPicture({ lead }: { lead: string }) {
    const { t } = useTranslation();
    const asked = useGet("/v1/leads/{lead}/decision", { path: { lead } });
    if (asked.error) return <Fault fault={asked.error} retry={asked.refetch} />;
    if (!asked.data) return <div aria-busy style={{ minHeight: 160 }} />;
    if (asked.data.decisions.length === 0) return <Empty icon={GitFork} title={t("decision.none")}>{t("decision.noneText")}</Empty>;
    return (
        <div style={{ display: "flex", flexDirection: "column", gap: 28 }}>
            {[...asked.data.decisions].reverse().map((decision) => <One key={decision.at + decision.trigger} decision={decision} />)}
        </div>
    );
}
