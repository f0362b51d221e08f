// One claim of the buyer's: its clock, both sides, and what can be done about it now.
import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Gavel, PackageCheck, Undo2 } from "lucide-react";
import { Link } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import type { PageProps } from "@/shared/area";
import { EvidenceFile, EvidenceForm, type EvidenceBody } from "@/shared/dispute/evidence-form";
import { ClaimTimeline, EvidenceSides, LeftAlone, type Dispute } from "@/shared/dispute/file";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { useLive } from "@/shared/stream/use-live";
import { Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { Id } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";
import { PageHead } from "@/shared/ui/page-head";
import { toast, toastFault } from "@/shared/ui/toast";
import { DisputeState, word } from "@/shared/ui/words";
import { Until } from "@/shared/ui/until";

const reread = () => refresh("/v1/disputes", "/v1/work", "/v1/reports/home");

function Actions({ dispute }: { dispute: Dispute }) {
    const { t } = useTranslation("advertiser");
    const [appealing, appeal] = useDisclosure(false);
    const params = { path: { dispute: dispute.id } };
    const may = (what: Dispute["may"][number]) => dispute.may.includes(what);
    const withdraw = async () => {
        if (await confirm({ title: t("claim.withdrawTitle"), body: t("claim.withdrawText"), action: t("claim.withdraw"), danger: true }))
            await ok(api.POST("/v1/disputes/{dispute}/withdraw", { params, body: {} as never, headers: intention() })).then(() => (toast(t("claim.withdrawn")), reread()), toastFault);
    };
    const take = async () => {
        if (await confirm({ title: t("claim.takeTitle"), body: t("claim.takeText"), action: t("claim.take") }))
            await ok(api.POST("/v1/disputes/{dispute}/replacement/take", { params, body: {} as never, headers: intention() })).then(() => (toast(t("claim.taken")), reread()), toastFault);
    };
    const sendAppeal = async (body: EvidenceBody) => {
        await ok(api.POST("/v1/disputes/{dispute}/appeal", { params, body, headers: intention() }));
        appeal.close();
        toast(t("claim.appealed"));
        await reread();
    };
    return (
        <Group gap="xs">
            {may("withdraw") && <Button variant="default" leftSection={<Undo2 size={15} aria-hidden />} onClick={() => void withdraw()}>{t("claim.withdraw")}</Button>}
            {may("replacement/take") && <Button leftSection={<PackageCheck size={15} aria-hidden />} onClick={() => void take()}>{t("claim.take")}</Button>}
            {may("appeal") && <Button leftSection={<Gavel size={15} aria-hidden />} onClick={appeal.open}>{t("claim.appeal")}</Button>}
            {appealing && <Dialog onClose={appeal.close} title={t("claim.appeal")} size="lg">
                <Text size="sm" c="dimmed" mb="md">{t("claim.appealText")}</Text>
                <EvidenceForm action={t("claim.appeal")} submit={sendAppeal} onCancel={appeal.close} />
            </Dialog>}
        </Group>
    );
}

function More({ dispute }: { dispute: Dispute }) {
    const { t } = useTranslation("advertiser");
    const send = async (body: EvidenceBody) => {
        await ok(api.POST("/v1/disputes/{dispute}/evidence", { params: { path: { dispute: dispute.id } }, body, headers: intention() }));
        toast(t("claim.shown"));
        await reread();
    };
    return <Panel title={t("claim.more")}><Stack><EvidenceForm action={t("claim.show")} submit={send} /><EvidenceFile dispute={dispute.id} /></Stack></Panel>;
}

export default function DisputePage({ params }: PageProps) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const asked = useGet("/v1/disputes/{dispute}", { path: { dispute: params.dispute! } });
    useLive(["dispute"], "/v1/disputes/{dispute}");
    const back = { to: "/advertiser/disputes", label: t("nav.disputes") };
    const dispute = asked.data as Dispute | undefined;
    if (!dispute) return <Until asked={asked} title={t("claim.one")} back={back} />;
    return (
        <>
            <PageHead title={word("dispute.reason", dispute.reason)} back={back} badge={<DisputeState state={dispute.state} />}
                lead={dispute.price && t("claim.lead", { seller: dispute.seller, price: format.money(dispute.price) })} actions={mayWrite && <Actions dispute={dispute} />} />
            <Split>
                <Stack>
                    <LeftAlone dispute={dispute} />
                    {dispute.ruling && <Panel title={t("claim.ruling")}>{dispute.ruling}</Panel>}
                    <EvidenceSides dispute={dispute} />
                    {mayWrite && dispute.may.includes("evidence") && <More dispute={dispute} />}
                </Stack>
                <Stack>
                    <Panel title={t("claim.facts")}>
                        <Facts items={[
                            [t("order.niche"), dispute.niche && niches.title(dispute.niche)],
                            [t("claim.outcome"), dispute.outcome && <>{word("dispute.outcome", dispute.outcome)} {dispute.decided_by && word("dispute.by", dispute.decided_by)}</>],
                            [t("claim.refund"), dispute.refund && format.money(dispute.refund)],
                            [t("claim.fee"), dispute.fee && <span className="bad">{format.money(dispute.fee)}</span>],
                            [t("claim.stronger"), dispute.stronger_evidence && t("shared:condition.yes")],
                            [t("claim.region"), dispute.region],
                            [t("claim.replacement"), dispute.replacement && t(`claim.replacements.${dispute.replacement}`)],
                            [t("claim.opened"), dispute.opened_at && format.dateTime(dispute.opened_at)],
                            [t("claim.final"), dispute.final_at && format.dateTime(dispute.final_at)],
                            [t("sale.one"), dispute.sale && <Link href={`/advertiser/leads/${dispute.sale}`}>…{dispute.sale.slice(-8)}</Link>],
                            ["ID", <Id key="i" id={dispute.id} />],
                        ]} />
                    </Panel>
                    <ClaimTimeline dispute={dispute} />
                </Stack>
            </Split>
        </>
    );
}
