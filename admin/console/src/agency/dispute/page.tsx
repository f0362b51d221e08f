// One claim against the agency: its clock, both sides, and accepting or contesting it in one press.
import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Check, Gavel, Shield } from "lucide-react";
import { Link } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import type { PageProps } from "@/shared/area";
import { DecisionPicture } from "@/shared/decision/decision";
import { EvidenceFile, EvidenceForm, type EvidenceBody } from "@/shared/dispute/evidence-form";
import { ClaimTimeline, EvidenceSides, LeftAlone, type Dispute } from "@/shared/dispute/file";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { Id } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";
import { PageHead } from "@/shared/ui/page-head";
import { toast, toastFault } from "@/shared/ui/toast";
import { DisputeState, word } from "@/shared/ui/words";
import { Until } from "@/shared/ui/until";

function Actions({ dispute }: { dispute: Dispute }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const [contesting, contest] = useDisclosure(false);
    const [appealing, appeal] = useDisclosure(false);
    const params = { path: { dispute: dispute.id } };
    const may = (what: Dispute["may"][number]) => dispute.may.includes(what);
    const done = (text: string) => {
        toast(text);
        return refresh("/v1/disputes", "/v1/leads");
    };
    const accept = async () => {
        const refund = dispute.price ? format.money(dispute.price) : "";
        if (await confirm({ title: t("dispute.acceptTitle"), body: t("dispute.acceptText", { refund }), action: t("dispute.accept"), danger: true }))
            await ok(api.POST("/v1/disputes/{dispute}/accept", { params, body: {} as never, headers: intention() })).then(() => done(t("dispute.accepted")), toastFault);
    };
    const passOn = () => ok(api.POST("/v1/disputes/{dispute}/pass-on", { params, body: {} as never, headers: intention() })).then(() => done(t("dispute.passedOn")), toastFault);
    const offer = () => ok(api.POST("/v1/disputes/{dispute}/replacement/offer", { params, body: {} as never, headers: intention() })).then(() => done(t("dispute.offered")), toastFault);
    const sendContest = async (body: EvidenceBody) => {
        await ok(api.POST("/v1/disputes/{dispute}/contest", { params, body, headers: intention() }));
        contest.close();
        await done(t("dispute.contested"));
    };
    const sendAppeal = async (body: EvidenceBody) => {
        await ok(api.POST("/v1/disputes/{dispute}/appeal", { params, body, headers: intention() }));
        appeal.close();
        await done(t("dispute.appealed"));
    };
    return (
        <Group gap="xs">
            {may("pass-on") && <Button variant="default" onClick={() => void passOn()}>{t("dispute.passOn")}</Button>}
            {may("replacement/offer") && <Button variant="default" onClick={() => void offer()}>{t("dispute.offer")}</Button>}
            {may("accept") && <Button variant="default" leftSection={<Check size={15} aria-hidden />} onClick={() => void accept()}>{t("dispute.accept")}</Button>}
            {may("contest") && <Button leftSection={<Shield size={15} aria-hidden />} onClick={contest.open}>{t("dispute.contest")}</Button>}
            {may("appeal") && <Button leftSection={<Gavel size={15} aria-hidden />} onClick={appeal.open}>{t("dispute.appeal")}</Button>}
            {contesting && <Dialog onClose={contest.close} title={t("dispute.contest")} size="lg">
                <Text size="sm" c="dimmed" mb="md">{t("dispute.contestText")}</Text>
                <EvidenceForm action={t("dispute.contest")} submit={sendContest} onCancel={contest.close} />
            </Dialog>}
            {appealing && <Dialog onClose={appeal.close} title={t("dispute.appeal")} size="lg">
                <Text size="sm" c="dimmed" mb="md">{t("dispute.appealText")}</Text>
                <EvidenceForm action={t("dispute.appeal")} submit={sendAppeal} onCancel={appeal.close} />
            </Dialog>}
        </Group>
    );
}

function More({ dispute }: { dispute: Dispute }) {
    const { t } = useTranslation("agency");
    const send = async (body: EvidenceBody) => {
        await ok(api.POST("/v1/disputes/{dispute}/evidence", { params: { path: { dispute: dispute.id } }, body, headers: intention() }));
        toast(t("dispute.shown"));
        await refresh("/v1/disputes");
    };
    return (
        <Panel title={t("dispute.more")}>
            <Stack>
                <EvidenceForm action={t("dispute.show")} submit={send} />
                <EvidenceFile dispute={dispute.id} />
            </Stack>
        </Panel>
    );
}

export default function DisputePage({ params }: PageProps) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const asked = useGet("/v1/disputes/{dispute}", { path: { dispute: params.dispute! } });
    const back = { to: "/agency/disputes", label: t("nav.disputes") };
    const dispute = asked.data as Dispute | undefined;
    if (!dispute) return <Until asked={asked} title={t("dispute.one")} back={back} />;
    return (
        <>
            <PageHead title={word("dispute.reason", dispute.reason)} back={back} badge={<DisputeState state={dispute.state} />}
                lead={dispute.price && t("dispute.lead", { buyer: dispute.buyer, price: format.money(dispute.price) })}
                actions={mayWrite && <Actions dispute={dispute} />} />
            <Split>
                <Stack>
                    <LeftAlone dispute={dispute} />
                    {dispute.ruling && <Panel title={t("dispute.ruling")}>{dispute.ruling}</Panel>}
                    <EvidenceSides dispute={dispute} />
                    {mayWrite && dispute.may.includes("evidence") && <More dispute={dispute} />}
                    {dispute.lead && <Panel title={t("shared:decision.title")}><DecisionPicture lead={dispute.lead} /></Panel>}
                </Stack>
                <Stack>
                    <Panel title={t("dispute.facts")}>
                        <Facts items={[
                            [t("lead.niche"), dispute.niche && niches.title(dispute.niche)],
                            [t("dispute.outcome"), dispute.outcome && <>{word("dispute.outcome", dispute.outcome)} {dispute.decided_by && word("dispute.by", dispute.decided_by)}</>],
                            [t("dispute.refund"), dispute.refund && format.money(dispute.refund)],
                            [t("dispute.opened"), dispute.opened_at && format.dateTime(dispute.opened_at)],
                            [t("dispute.final"), dispute.final_at && format.dateTime(dispute.final_at)],
                            [t("lead.one"), dispute.lead && <Link href={`/agency/leads/${dispute.lead}`}>…{dispute.lead.slice(-8)}</Link>],
                            ["ID", <Id key="i" id={dispute.id} />],
                        ]} />
                    </Panel>
                    <ClaimTimeline dispute={dispute} />
                </Stack>
            </Split>
        </>
    );
}
