// Returning a purchase: which reasons hold and what each needs, which are none and why, then the evidence.
import { Alert, TextInput } from "@mantine/core";
import { CircleSlash } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet, type Body } from "@/shared/api/hooks";
import type { PageProps } from "@/shared/area";
import { EvidenceForm, type EvidenceBody } from "@/shared/dispute/evidence-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { Clock } from "@/shared/ui/clock";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { toast } from "@/shared/ui/toast";
import { word } from "@/shared/ui/words";
import { i18next } from "@/shared/i18n";
import classes from "./claim.module.css";

type Reason = Body<"/v1/dispute-reasons">["items"][number];
type Code = Body<"/v1/disputes">["items"][number]["reason"];

export default function ClaimPage({ params }: PageProps) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const sale = params.sale!;
    const reasons = useGet("/v1/dispute-reasons", undefined, { staleTime: 300_000 });
    const work = useGet("/v1/work/{sale}", { path: { sale } });
    const [chosen, choose] = useState<string>();
    const back = { to: `/advertiser/leads/${sale}`, label: t("sale.one") };
    const head = <PageHead title={t("claim.title")} lead={t("claim.text")} back={back} />;
    const fault = reasons.error ?? work.error;
    if (fault) return <>{head}<Fault fault={fault} retry={() => (reasons.refetch(), work.refetch())} /></>;
    if (!reasons.data || !work.data) return <div aria-busy style={{ minHeight: 320 }}>{head}</div>;
    const reason = reasons.data.items.find((item) => item.code === chosen);
    return (
        <>
            {head}
            <Split>
                <Stack>
                    <Reasons reasons={reasons.data.items.filter((item) => item.valid)} chosen={chosen} onChoose={choose} />
                    {reason && <Claim key={reason.code} sale={sale} reason={reason} />}
                </Stack>
                <Stack>
                    <Panel title={t("sale.money")}>
                        <Facts items={[[t("sale.price"), format.money(work.data.price)], [t("claim.until"), <Clock key="c" at={work.data.window_ends_at} />]]} />
                    </Panel>
                    <NoReasons reasons={reasons.data.items.filter((item) => !item.valid)} />
                </Stack>
            </Split>
        </>
    );
}

function Reasons({ reasons, chosen, onChoose }: { reasons: Reason[]; chosen: string | undefined; onChoose: (code: string) => void }) {
    const { t } = useTranslation("advertiser");
    return (
        <Panel title={t("claim.reasons")}>
            <div className={classes.reasons} role="radiogroup" aria-label={t("claim.reasons")}>
                {reasons.map((reason) => (
                    <label key={reason.code} className={classes.reason}>
                        <input type="radio" name="reason" value={reason.code} checked={chosen === reason.code} onChange={() => onChoose(reason.code)} />
                        <span>
                            <b>{word("dispute.reason", reason.code)}</b>
                            <small>{reason.proof ? t("claim.provedByUs") : <Needs needs={reason.needs} />}</small>
                        </span>
                    </label>
                ))}
            </div>
        </Panel>
    );
}

/** "attempts; a recording or a document" */
function Needs({ needs }: { needs: Reason["needs"] }) {
    const { t } = useTranslation("advertiser");
    if (needs.length === 0) return <>{t("claim.needsNothing")}</>;
    return <>{t("claim.needs", { list: needs.map((either) => either.map((one) => t(`claim.need.${one}`)).join(` ${t("claim.or")} `)).join("; ") })}</>;
}

function Claim({ sale, reason }: { sale: string; reason: Reason }) {
    const { t } = useTranslation("advertiser");
    const [, go] = useLocation();
    const [region, setRegion] = useState("");
    const asksRegion = [...reason.needs, ...reason.needs_more].some((either) => either.includes("region"));
    const submit = async (body: EvidenceBody) => {
        const claim = { reason: reason.code as Code, ...body, ...(asksRegion && region.trim() && { region: region.trim() }) };
        const dispute = await ok(api.POST("/v1/sales/{sale}/dispute", { params: { path: { sale }, header: intention() }, body: claim }));
        await refresh("/v1/disputes", "/v1/work", "/v1/sales", "/v1/reports/home");
        toast(t("claim.done"));
        go(`/advertiser/disputes/${dispute.id}`);
    };
    return (
        <Panel title={word("dispute.reason", reason.code)}>
            <Stack>
                <Alert variant="light">
                    <Needs needs={reason.needs} />
                    {reason.proof && <> {t("claim.proofText")}</>}
                    {reason.needs_more.length > 0 && <p style={{ margin: "6px 0 0" }}>{t("claim.needsMore")} <Needs needs={reason.needs_more} /></p>}
                    <p style={{ margin: "6px 0 0" }}>{t(`claim.effect.${reason.effect ?? "misfit"}`)}</p>
                </Alert>
                {asksRegion && <TextInput label={t("claim.region")} description={t("builder.hint.region")} maw={260} value={region} onChange={(event) => setRegion(event.currentTarget.value)} />}
                <EvidenceForm action={t("claim.send")} submit={submit} danger />
            </Stack>
        </Panel>
    );
}

/** What people claim most, and why it is none: said before somebody types. */
function NoReasons({ reasons }: { reasons: Reason[] }) {
    const { t } = useTranslation("advertiser");
    const text = (code: string, part: "title" | "text", otherwise: string) => {
        const key = `advertiser:claim.invalid.${code}.${part}`;
        return i18next.exists(key) ? (i18next.t(key as never) as string) : otherwise;
    };
    return (
        <Panel title={t("claim.none")}>
            <ul className={classes.none}>
                {reasons.map((reason) => (
                    <li key={reason.code}>
                        <CircleSlash size={15} aria-hidden />
                        <span><b>{text(reason.code, "title", reason.code.replaceAll("_", " "))}</b><br />{text(reason.code, "text", reason.sentence)}</span>
                    </li>
                ))}
            </ul>
        </Panel>
    );
}
