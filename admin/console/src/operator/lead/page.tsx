// Any lead as the operator sees it: the routing as a picture, what bound it, who bought, what happened. Contacts are masked
// until somebody gives a reason.
import { Link } from "wouter";
import { useGet, type Body } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import type { PageProps } from "@/shared/area";
import { DecisionPicture } from "@/shared/decision/decision";
import { fieldName, valueText } from "@/shared/filter/words";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { TimelinePanel } from "@/shared/lead/timeline";
import { RevokeButton } from "@/shared/lead/revoke";
import { isWhole, type Whole } from "@/shared/lead/whole";
import { useMayWrite } from "@/shared/session/session";
import { Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";
import { PageHead } from "@/shared/ui/page-head";
import { LeadState, Temperature, word } from "@/shared/ui/words";
import { Until } from "@/shared/ui/until";
import { Buyers } from "./buyers";
import { ContactPanel } from "./contact";
import { ReviewButtons } from "./review";

export default function LeadPage({ params }: PageProps) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const asked = useGet("/v1/leads/{lead}", { path: { lead: params.lead! } });
    const back = { to: "/operator/leads", label: t("nav.leads") };
    const lead = asked.data;
    if (!lead || !isWhole(lead)) return <Until asked={asked} title={t("lead.one")} back={back} />;
    return (
        <>
            <PageHead title={`${t("lead.one")} …${lead.id.slice(-8)}`} back={back} badge={<LeadState state={lead.status} />}
                lead={<>{niches.title(lead.niche)} · {lead.seller?.name} · {format.dateTime(lead.received_at)}{lead.code && <> · {word("lead.code", lead.code)}</>}</>}
                actions={mayWrite && lead.status === "review" && <ReviewButtons lead={lead.id} />} />
            <Split>
                <Stack>
                    <Panel title={t("lead.decision")}>
                        <Why lead={lead.id} />
                        <DecisionPicture lead={lead.id} />
                    </Panel>
                    <Buyers lead={lead} />
                    <TimelinePanel lead={lead.id} />
                </Stack>
                <Stack>
                    <ContactPanel lead={lead} />
                    <LeadFacts lead={lead} />
                    <Limits lead={lead.id} />
                </Stack>
            </Split>
        </>
    );
}

type Chosen = NonNullable<Body<"/v1/leads/{lead}/decision">["decisions"][number]["chosen"]>;

/** Of the last decision that sold: what they paid together, and what the other way would have brought. */
function Why({ lead }: { lead: string }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const asked = useGet("/v1/leads/{lead}/decision", { path: { lead } });
    const chosen = asked.data?.decisions.map((decision) => decision.chosen).filter((one): one is Chosen => one != null).at(-1);
    if (!chosen) return null;
    const terms = { worth: format.money(chosen.worth), instead: chosen.instead ? format.money(chosen.instead) : t("lead.nothing") };
    return <p style={{ marginTop: 0 }}><b>{t("lead.why")}:</b> {chosen.way === "exclusive" ? t("lead.whyExclusive", terms) : t("lead.whyShared", terms)}</p>;
}

function Limits({ lead }: { lead: string }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const limits = useGet("/v1/leads/{lead}/decision", { path: { lead } }).data?.limits;
    if (!limits) return null;
    return (
        <Panel title={t("lead.limits")}>
            <Facts items={[
                [t("lead.sales"), limits.sales], [t("lead.floorShared"), format.money(limits.floor_shared)],
                [t("lead.floorExclusive"), format.money(limits.floor_exclusive)], [t("lead.minPayout"), limits.min_payout && format.money(limits.min_payout)],
            ]} />
        </Panel>
    );
}

function LeadFacts({ lead }: { lead: Whole }) {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const niches = useNiches();
    const format = useFormat();
    return (
        <Panel title={t("lead.facts")} actions={mayWrite && <RevokeButton lead={lead} />}>
            <Facts items={[
                [t("lead.niche"), niches.title(lead.niche)],
                [t("lead.seller"), lead.seller && <Link href={`/operator/orgs/${lead.seller.id}`}>{lead.seller.name}</Link>],
                [t("leads.number"), lead.external_id],
                [t("lead.source"), lead.source.name],
                [t("lead.received"), format.dateTime(lead.received_at)],
                [t("lead.score"), <>{lead.score} <Temperature state={lead.temperature} /></>],
                ...Object.entries(lead.attributes as Record<string, unknown>).map(([name, value]): [string, string] => [fieldName(name), valueText(value, format)]),
                [t("lead.revoked"), lead.consent_revoked_at && <span className="bad">{format.dateTime(lead.consent_revoked_at)}</span>],
                ["↩", lead.previous && <Link href={`/operator/leads/${lead.previous}`}>…{lead.previous.slice(-8)}</Link>],
                ["ID", <Id key="i" id={lead.id} />],
            ]} />
        </Panel>
    );
}
