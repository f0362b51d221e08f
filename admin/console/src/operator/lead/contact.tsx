// The person: masked. Whoever looks gives a reason, which the audit keeps; it is shown only on this page, until it is left.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Eye } from "lucide-react";
import { useState } from "react";
import { api, ok } from "@/shared/api/client";
import { useTranslation } from "@/shared/i18n";
import type { Whole } from "@/shared/lead/whole";
import { useMayWrite } from "@/shared/session/session";
import { Facts, Panel } from "@/shared/ui/blocks";
import { ReasonDialog } from "../common/reason-dialog";

type Contact = Partial<Record<"first_name" | "last_name" | "phone" | "email", string>>;

export function ContactPanel({ lead }: { lead: Whole }) {
    const { t } = useTranslation("operator");
    const mayLook = useMayWrite();
    const [asking, ask] = useDisclosure(false);
    const [seen, setSeen] = useState<Contact | null>(null);
    const shown = seen ?? (lead.contact as Contact | null) ?? {};
    const reveal = async (reason: string) => {
        const whole = await ok(api.POST("/v1/admin/leads/{lead}/reveal", { params: { path: { lead: lead.id } }, body: { reason } }));
        setSeen(whole.contact as Contact);
    };
    return (
        <Panel title={t("lead.contact")} actions={mayLook && !seen && lead.contact && (
            <Button size="compact-sm" variant="default" leftSection={<Eye size={14} aria-hidden />} onClick={ask.open}>{t("lead.reveal")}</Button>
        )}>
            <Facts items={(["first_name", "last_name", "phone", "email"] as const).map((name) => [t(`lead.${name}`), shown[name]])} />
            {asking && <ReasonDialog title={t("lead.reveal")} text={t("lead.revealText")} action={t("lead.reveal")} submit={reveal} onClose={ask.close} />}
        </Panel>
    );
}
