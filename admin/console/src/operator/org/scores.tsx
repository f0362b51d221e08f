// How a company does, by niche and side.
import { useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Bar, Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { word } from "@/shared/ui/words";
import { Fragment } from "react";
import type { Org } from "../common/use-orgs";
import classes from "./org.module.css";

export function Scores({ org }: { org: Org }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const niches = useNiches();
    const asked = useGet("/v1/orgs/{alias}/score", { path: { alias: org.alias ?? "" } }, { enabled: org.alias !== null });
    const items = asked.data?.items ?? [];
    return (
        <Panel title={t("org.scores")}>
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            {items.length === 0 && !asked.error && <p className="quiet" style={{ margin: 0 }}>{t("org.noScores")}</p>}
            <div className={classes.scores}>
                {items.map((item) => (
                    <Fragment key={`${item.side} ${item.niche}`}>
                        <span>{niches.title(item.niche)} <span className="quiet">{word("dispute.side", item.side)}</span></span>
                        <Bar share={item.score / 100} label={`${niches.title(item.niche)}: ${item.score}`} />
                        <b className="num">{item.score}</b>
                        <span className="quiet num">{t("org.sample", { count: item.sample, n: format.number(item.sample) })}</span>
                    </Fragment>
                ))}
            </div>
        </Panel>
    );
}
