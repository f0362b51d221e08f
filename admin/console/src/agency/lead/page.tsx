// One lead as its seller sees it: the person, what it brought, why it went there, what happened, what can be done.
import { Group } from "@mantine/core";
import { Link } from "wouter";
import { useGet } from "@/shared/api/hooks";
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
import { DeferButton, ReleaseButton, WithdrawButton } from "./actions";
import { Person } from "./person";
import { SalesPanel } from "./sales";

export default function LeadPage({ params }: PageProps) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const lead = params.lead!;
    const asked = useGet("/v1/leads/{lead}", { path: { lead } });
    const back = { to: "/agency/leads", label: t("nav.leads") };
    const item = asked.data;
    if (!item || !isWhole(item)) return <Until asked={asked} title={t("lead.one")} back={back} />;

    const unsold = ["open", "listed", "deferred", "review"].includes(item.status);
    return (
        <>
            <PageHead title={item.external_id ?? t("lead.one")} back={back} badge={<LeadState state={item.status} />}
                lead={<>{niches.title(item.niche)} · {format.dateTime(item.received_at)}{item.code && <> · {word("lead.code", item.code)}</>}</>}
                actions={mayWrite && unsold && <Group gap="xs">{item.kind === "targeted" && item.status === "open" && <ReleaseButton lead={item.id} />}<DeferButton lead={item.id} state={item.status} /><WithdrawButton lead={item.id} /></Group>} />
            <Split>
                <Stack>
                    <SalesPanel sales={item.sales} payout={item.payout} />
                    <Panel title={t("shared:decision.title")}><DecisionPicture lead={item.id} /></Panel>
                    <TimelinePanel lead={item.id} />
                </Stack>
                <Stack>
                    <Person contact={item.contact} erasedAt={item.erased_at} />
                    <Panel title={t("lead.facts")}>
                        <Facts items={[
                            [t("lead.niche"), niches.title(item.niche)],
                            [t("lead.kind"), word("lead.kind", item.kind)],
                            [t("lead.temperature"), <Temperature key="t" state={item.temperature} />],
                            [t("lead.score"), item.score],
                            ...Object.entries(item.attributes as Record<string, unknown>).map(([name, value]): [string, string] => [fieldName(name), valueText(value, format)]),
                            [t("lead.minPrice"), item.min_price && format.money(item.min_price)],
                            [t("lead.maxSales"), item.max_sales],
                            [t("lead.openUntil"), item.open_until && unsold && format.dateTime(item.open_until)],
                            [t("lead.previous"), item.previous && <Link href={`/agency/leads/${item.previous}`}>…{item.previous.slice(-8)}</Link>],
                            ["ID", <Id key="i" id={item.id} />],
                        ]} />
                    </Panel>
                    <Panel title={t("lead.source")}>
                        <Facts items={[
                            [t("lead.name"), item.source.name],
                            [t("lead.channel"), item.source.channel],
                            [t("lead.origin"), word("origin", item.source.origin_kind)],
                            ...Object.entries((item.origin ?? {}) as Record<string, unknown>).filter(([name]) => name !== "age_s").map(([name, value]): [string, string] => [name, String(value)]),
                        ]} />
                    </Panel>
                    <Consent lead={item} />
                </Stack>
            </Split>
        </>
    );
}

function Consent({ lead }: { lead: Whole }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const given = lead.consent as { text?: string; given_at?: string; recipients?: unknown; expires_at?: string; proof_url?: string } | null;
    if (!given) return null;
    return (
        <Panel title={t("lead.consent")} actions={mayWrite && <RevokeButton lead={lead} />}>
            <Facts items={[
                [t("lead.consentText"), given.text],
                [t("lead.consentAt"), given.given_at && format.dateTime(given.given_at)],
                [t("lead.consentUntil"), given.expires_at && format.dateTime(given.expires_at)],
                [t("lead.consentProof"), given.proof_url],
                [t("lead.consentRevoked"), lead.consent_revoked_at && <span className="bad">{format.dateTime(lead.consent_revoked_at)}</span>],
            ]} />
        </Panel>
    );
}
