// What may be done about a company. Each that hurts takes a reason, which the company is told.
import { Button, Menu } from "@mantine/core";
import { ChevronDown, Eye } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useTranslation } from "@/shared/i18n";
import { sessionBegan } from "@/shared/session/session";
import { toast } from "@/shared/ui/toast";
import { act } from "../common/act";
import { ReasonDialog } from "../common/reason-dialog";
import type { Org } from "../common/use-orgs";
import { EditDialog } from "./edit-dialog";

type Step = "approve" | "suspend" | "resume" | "close" | "restrain";
type Asked = Step | "look" | "edit";

export function Actions({ org }: { org: Org }) {
    const { t } = useTranslation("operator");
    const [, go] = useLocation();
    const [asked, setAsked] = useState<Asked | null>(null);
    const params = { path: { org: org.id } };
    const held = org.slowed || org.payouts_held !== null;
    const take = async (step: Step, reason: string) => {
        const init = { params, headers: intention() };
        const maybe = reason ? { reason } : {};
        if (step === "approve") await ok(api.POST("/v1/admin/orgs/{org}/approve", { ...init, body: maybe }));
        else if (step === "resume") await ok(api.POST("/v1/admin/orgs/{org}/resume", { ...init, body: maybe }));
        else await ok(api.POST(`/v1/admin/orgs/{org}/${step}`, { ...init, body: { reason } }));
        toast(t(`org.did.${step}`, { name: org.name }));
        await refresh("/v1/admin/orgs", "/v1/floor");
    };
    const look = async (reason: string) => {
        await ok(api.POST("/v1/admin/looking-as", { headers: intention(), body: { org: org.id, reason } }));
        await sessionBegan();
        go("/");
    };
    const lift = () => act(ok(api.POST("/v1/admin/orgs/{org}/unrestrain", { params, headers: intention(), body: {} as never })), t("org.did.lifted", { name: org.name }), "/v1/admin/orgs");
    const steps: Step[] = [...(org.state === "active" ? ["suspend" as const] : []), ...(held ? [] : ["restrain" as const]), "close"];
    return (
        <>
            {org.state !== "closed" && <Button variant="default" leftSection={<Eye size={15} aria-hidden />} onClick={() => setAsked("look")}>{t("org.look")}</Button>}
            {org.state !== "closed" && (
                <Menu position="bottom-end">
                    <Menu.Target><Button variant="default" rightSection={<ChevronDown size={15} aria-hidden />}>{t("org.more")}</Button></Menu.Target>
                    <Menu.Dropdown>
                        <Menu.Item onClick={() => setAsked("edit")}>{t("org.edit")}</Menu.Item>
                        {held && <Menu.Item onClick={() => void lift()}>{t("org.lift")}</Menu.Item>}
                        {steps.map((step) => <Menu.Item key={step} color={step === "close" ? "red" : undefined} onClick={() => setAsked(step)}>{t(`org.do.${step}`)}</Menu.Item>)}
                    </Menu.Dropdown>
                </Menu>
            )}
            {org.state === "applied" && <Button onClick={() => setAsked("approve")}>{t("org.do.approve")}</Button>}
            {org.state === "suspended" && <Button onClick={() => setAsked("resume")}>{t("org.do.resume")}</Button>}
            {asked === "look" && <ReasonDialog title={t("org.lookTitle", { name: org.name })} text={t("org.lookText")} action={t("org.look")} submit={look} onClose={() => setAsked(null)} />}
            {asked === "edit" && <EditDialog org={org} onClose={() => setAsked(null)} />}
            {asked !== null && asked !== "look" && asked !== "edit" && (
                <ReasonDialog title={`${t(`org.do.${asked}`)}: ${org.name}`} text={t(`org.why.${asked}`)} action={t(`org.do.${asked}`)} optional={asked === "approve" || asked === "resume"}
                    danger={asked === "close" || asked === "suspend"} submit={(reason) => take(asked, reason)} onClose={() => setAsked(null)} />
            )}
        </>
    );
}
