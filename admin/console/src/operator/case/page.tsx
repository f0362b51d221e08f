// One case: both sides beside each other, what the exchange itself knows, how the parties fared before, past rulings, the ruling.
import { Link } from "wouter";
import { refresh, useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import type { PageProps } from "@/shared/area";
import { DecisionPicture } from "@/shared/decision/decision";
import { ClaimTimeline, EvidenceSides, LeftAlone, type Dispute } from "@/shared/dispute/file";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { useStream } from "@/shared/stream/use-stream";
import { Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";
import { PageHead } from "@/shared/ui/page-head";
import { DisputeState, word } from "@/shared/ui/words";
import { Until } from "@/shared/ui/until";
import { Parties } from "./parties";
import { Precedents } from "./precedents";
import { RulingPanel, useRuling } from "./ruling";

export default function CasePage({ params }: PageProps) {
    const { t } = useTranslation("operator");
    const asked = useGet("/v1/disputes/{dispute}", { path: { dispute: params.dispute! } });
    useStream(["dispute"], ({ data }) => data.dispute === params.dispute && void refresh("/v1/disputes"));
    const back = { to: "/operator/disputes", label: t("nav.disputes") };
    if (!asked.data) return <Until asked={asked} title={t("case.one")} back={back} />;
    return <Case dispute={asked.data as Dispute} back={back} />;
}

function Case({ dispute, back }: { dispute: Dispute; back: { to: string; label: string } }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    return (
        <>
            <PageHead title={word("dispute.reason", dispute.reason)} back={back} badge={<DisputeState state={dispute.state} />}
                lead={dispute.price && t("case.lead", { buyer: dispute.buyer, seller: dispute.seller, price: format.money(dispute.price) })} />
            <Stack>
                <LeftAlone dispute={dispute} />
                {dispute.ruling && <Panel title={t("case.ruling")}><p style={{ margin: 0, whiteSpace: "pre-wrap" }}>{dispute.ruling}</p></Panel>}
                <EvidenceSides dispute={dispute} />
                <Below dispute={dispute} />
            </Stack>
        </>
    );
}

function Below({ dispute }: { dispute: Dispute }) {
    const { t } = useTranslation("operator");
    const mayRule = useMayWrite();
    const ruling = useRuling(dispute);
    return (
        <Split>
            <Stack>
                {dispute.proof && <Proof proof={dispute.proof} />}
                {mayRule && <RulingPanel dispute={dispute} ruling={ruling} />}
                <Precedents reason={dispute.reason} onUse={mayRule && dispute.may.includes("ruling") ? ruling.add : undefined} />
                {dispute.lead && <Panel title={t("case.decision")}><DecisionPicture lead={dispute.lead} /></Panel>}
            </Stack>
            <Stack>
                <CaseFacts dispute={dispute} />
                {dispute.desk && <Parties desk={dispute.desk} />}
                <ClaimTimeline dispute={dispute} />
            </Stack>
        </Split>
    );
}

/** What the exchange's own records show, as they are kept. */
function Proof({ proof }: { proof: object }) {
    const { t } = useTranslation("operator");
    const show = (value: unknown) => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value));
    return (
        <Panel title={t("case.proof")}>
            <Facts items={Object.entries(proof).map(([name, value]) => [name.replaceAll("_", " "), show(value)])} />
        </Panel>
    );
}

function CaseFacts({ dispute }: { dispute: Dispute }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const niches = useNiches();
    return (
        <Panel title={t("case.facts")}>
            <Facts items={[
                [t("desk.niche"), dispute.niche && niches.title(dispute.niche)],
                [t("case.effect"), dispute.effect && t(`case.effects.${dispute.effect}`)],
                [t("case.stronger"), dispute.stronger_evidence && "✓"],
                [t("case.outcome"), dispute.outcome && word("dispute.outcome", dispute.outcome)],
                [t("case.by"), dispute.decided_by && word("dispute.by", dispute.decided_by)],
                [t("case.refund"), dispute.refund && format.money(dispute.refund)],
                [t("case.opened"), dispute.opened_at && format.dateTime(dispute.opened_at)],
                [t("case.ruleBy"), dispute.rule_by && format.dateTime(dispute.rule_by)],
                [t("case.final"), dispute.final_at && format.dateTime(dispute.final_at)],
                [t("case.leadLink"), dispute.lead && <Link key="l" href={`/operator/leads/${dispute.lead}`}>…{dispute.lead.slice(-8)}</Link>],
                [t("case.saleId"), dispute.sale && <Id key="s" id={dispute.sale} />],
                ["ID", <Id key="i" id={dispute.id} />],
            ]} />
        </Panel>
    );
}
