// What each niche's orders would still take today, and at what price.
import { useQueries } from "@tanstack/react-query";
import { Fragment } from "react";
import { api, ok } from "@/shared/api/client";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import classes from "./home.module.css";

const MOST = 12;

export function Demand() {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const niches = useNiches();
    const shown = niches.items.filter((niche) => niche.state === "active").slice(0, MOST);
    const asked = useQueries({
        queries: shown.map(({ name }) => ({ queryKey: ["/v1/demand", name], staleTime: 60_000, queryFn: () => ok(api.GET("/v1/demand", { params: { query: { niche: name } } })) })),
    });
    const rows = shown.map((niche, i) => ({ niche, demand: asked[i]?.data })).sort((a, b) => (b.demand?.left_today ?? -1) - (a.demand?.left_today ?? -1));
    return (
        <Panel title={t("home.demand")}>
            <div className={classes.demand}>
                <span className="quiet">{t("home.demandNiche")}</span><span className="quiet">{t("home.demandLeft")}</span><span className="quiet">{t("home.demandPrice")}</span>
                {rows.map(({ niche, demand }) => (
                    <Fragment key={niche.name}>
                        <span>{niche.title}</span>
                        <b className="num" title={demand?.few ? t("home.demandFew") : undefined}>{demand?.few ? "–" : format.number(demand?.left_today)}</b>
                        <span className="num">{format.money(demand?.going_price)}</span>
                    </Fragment>
                ))}
            </div>
        </Panel>
    );
}
