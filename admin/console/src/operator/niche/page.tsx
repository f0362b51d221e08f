// One niche: read, changed for what comes from now on.
import { useQueryClient } from "@tanstack/react-query";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import type { PageProps } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Badge } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { toast } from "@/shared/ui/toast";
import { Until } from "@/shared/ui/until";
import { DisputeTerms } from "./dispute-terms";
import { draftOf, type Draft } from "./draft";
import { NicheEditor } from "./editor";

export default function NichePage({ params }: PageProps) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const queries = useQueryClient();
    const path = { niche: params.niche! };
    // what is being written is not taken away by reading again
    const asked = useGet("/v1/niches/{niche}", { path }, { staleTime: Infinity, refetchOnWindowFocus: false });
    const back = { to: "/operator/niches", label: t("nav.niches") };
    const niche = asked.data;
    if (!niche) return <Until asked={asked} title={t("niche.one")} back={back} />;

    const read = async () => {
        const now = await ok(api.GET("/v1/niches/{niche}", { params: { path } }));
        queries.setQueryData(["/v1/niches/{niche}", { path }], now);
        return { values: draftOf(now), revision: now.revision };
    };
    const save = async (_: Draft, changes: Partial<Draft>, header: { "If-Match": string }) => {
        const now = await ok(api.POST("/v1/admin/niches/{niche}", { params: { path, header }, headers: intention(), body: changes }));
        queries.setQueryData(["/v1/niches/{niche}", { path }], now);
        toast(t("niche.saved", { revision: now.revision }));
        await refresh("/v1/niches");
        return { values: draftOf(now), revision: now.revision };
    };
    return (
        <>
            <PageHead title={niche.title} back={back} badge={<Badge tone={niche.state === "closed" ? "plain" : "good"}>{t(`niche.states.${niche.state ?? "active"}`)}</Badge>}
                lead={t("niche.lead", { name: niche.name, currency: niche.currency, revision: niche.revision, at: format.date(niche.created_at) })} />
            <NicheEditor key={niche.name} first={{ values: draftOf(niche), revision: niche.revision }} read={read} save={save} />
            <div style={{ marginTop: 20 }}><DisputeTerms niche={niche.name} /></div>
        </>
    );
}
