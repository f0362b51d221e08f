// What is agreed with one company: its own fees, how long what it earns stays, and whether its payouts wait.
import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet, type Body } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Facts, Panel } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { act } from "../common/act";
import { DAY_S } from "../common/days";
import { ReasonDialog } from "../common/reason-dialog";
import type { Org } from "../common/use-orgs";
import { OrgTermsDialog } from "./terms-dialog";

export type OrgMoney = Body<"/v1/admin/orgs/{org}/money">;

export function OrgTerms({ org }: { org: Org }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite() && org.state !== "closed";
    const [open, setOpen] = useState<"terms" | "hold" | null>(null);
    const path = { org: org.id };
    const asked = useGet("/v1/admin/orgs/{org}/money", { path });
    const terms = asked.data;
    const niches = useNiches(); // their currencies say what a fixed fee is
    const set = (body: { payouts_held: boolean; reason?: string }) => ok(api.POST("/v1/admin/orgs/{org}/money", { params: { path, header: intention() }, body }));
    const hold = async (reason: string) => {
        await set({ payouts_held: true, reason });
        toast(t("orgTerms.held"));
        await refresh("/v1/admin/orgs", "/v1/payouts");
    };
    const release = async () => {
        if (await confirm({ title: t("orgTerms.release"), body: t("orgTerms.releaseText"), action: t("orgTerms.release") }))
            await act(set({ payouts_held: false }), t("orgTerms.released"), "/v1/admin/orgs", "/v1/payouts");
    };
    return (
        <Panel title={t("orgTerms.title")} actions={mayWrite && terms && <Button size="compact-sm" variant="default" disabled={niches.isPending} onClick={() => setOpen("terms")}>{t("moneyTerms.change")}</Button>}>
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            {asked.isPending && <div aria-busy style={{ height: 90 }} />}
            {terms && (
                <>
                    <Facts items={[
                        [t("orgTerms.fees"), org.sells && (terms.fees.length === 0 ? t("orgTerms.nicheFees") : <Fees fees={terms.fees} />)],
                        [t("orgTerms.hold"), org.sells && (terms.hold_s === null ? t("orgTerms.byCurrency") : t("moneyTerms.days", { count: terms.hold_s / DAY_S, n: format.number(Math.round((terms.hold_s / DAY_S) * 100) / 100) }))],
                        [t("nav.payouts"), terms.payouts_held ? <span className="bad">{t("orgTerms.areHeld")}{terms.reason && `: ${terms.reason}`}</span> : t("orgTerms.areFree")],
                    ]} />
                    {mayWrite && (
                        <Group mt="md">
                            {terms.payouts_held
                                ? <Button size="compact-sm" variant="default" onClick={() => void release()}>{t("orgTerms.release")}</Button>
                                : <Button size="compact-sm" variant="default" onClick={() => setOpen("hold")}>{t("orgTerms.holdPayouts")}</Button>}
                        </Group>
                    )}
                </>
            )}
            {open === "terms" && terms && <OrgTermsDialog org={org} terms={terms} onClose={() => setOpen(null)} />}
            {open === "hold" && <ReasonDialog title={t("orgTerms.holdPayouts")} text={t("orgTerms.holdPayoutsText")} action={t("orgTerms.holdPayouts")} danger submit={hold} onClose={() => setOpen(null)} />}
        </Panel>
    );
}

function Fees({ fees }: { fees: OrgMoney["fees"] }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const niches = useNiches();
    return fees.map(({ niche, fee_bp, fee_fixed }) => {
        const currency = niches.items.find(({ name }) => name === niche)?.currency;
        return (
            <div key={niche ?? ""}>
                {niche ? niches.title(niche) : t("orgTerms.otherNiches")}: <b className="num">{format.percent(fee_bp / 10_000, 2)}{fee_fixed && currency ? ` + ${format.money({ amount: fee_fixed, currency })}` : ""}</b>
            </div>
        );
    });
}
