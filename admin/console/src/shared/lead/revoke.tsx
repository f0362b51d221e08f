// The person took the consent back: the seller says so, or the operator on the person's behalf.
import { Button } from "@mantine/core";
import { UserX } from "lucide-react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useTranslation } from "@/shared/i18n";
import { confirm } from "@/shared/ui/confirm";
import { toast, toastFault } from "@/shared/ui/toast";
import type { Whole } from "./whole";

export function RevokeButton({ lead }: { lead: Whole }) {
    const { t } = useTranslation();
    const revoke = async () => {
        if (!(await confirm({ title: t("revoke.title"), body: t(lead.sales.length > 0 ? "revoke.textSold" : "revoke.text"), action: t("revoke.action"), danger: true }))) return;
        await ok(api.POST("/v1/leads/{lead}/consent/revoke", { params: { path: { lead: lead.id } }, body: {} as never, headers: intention() }))
            .then(() => (toast(t("revoke.done")), refresh("/v1/leads")), toastFault);
    };
    if (!lead.consent || lead.consent_revoked_at || lead.erased_at) return null;
    return <Button size="compact-sm" variant="default" leftSection={<UserX size={14} aria-hidden />} onClick={() => void revoke()}>{t("revoke.action")}</Button>;
}
