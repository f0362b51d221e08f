// The exchange's terms: read, and accepted by an owner as they were read.
import { Button } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMe } from "@/shared/session/session";
import { Badge, Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { toast, toastFault } from "@/shared/ui/toast";
import { isOwner } from "./standing";
import classes from "./company.module.css";

export function Terms() {
    const { t } = useTranslation("shell");
    const me = useMe();
    if (me.org.terms_current === null) return <Panel title={t("terms.title")}><p className="quiet" style={{ margin: 0 }}>{t("terms.none")}</p></Panel>;
    return <Current />;
}

function Current() {
    const { t } = useTranslation("shell");
    const format = useFormat();
    const me = useMe();
    const [busy, setBusy] = useState(false);
    const { data: terms, error, refetch } = useGet("/v1/terms");
    if (error) return <Fault fault={error} retry={refetch} />;
    if (!terms) return <div aria-busy style={{ minHeight: 160 }} />;
    const accepted = me.org.terms === terms.version;
    const accept = async () => {
        setBusy(true);
        await ok(api.POST("/v1/orgs/me/terms", { headers: intention(), body: { version: terms.version, sha256: terms.sha256 } }))
            .then(() => (toast(t("terms.done", { version: terms.version })), refresh("me", "/v1/terms")), toastFault);
        setBusy(false);
    };
    return (
        <Panel title={`${t("terms.title")} ${terms.version}`} actions={<Badge tone={accepted ? "good" : "warn"}>{accepted ? t("terms.accepted", { at: format.date(me.org.terms_at) }) : t("terms.waits")}</Badge>}>
            <div className={classes.terms} tabIndex={0} role="region" aria-label={t("terms.title")}>{terms.text}</div>
            {!accepted && <div className={classes.accept}>
                <span className="quiet">{isOwner(me) ? t("terms.acceptText") : t("terms.ownerText")}</span>
                {isOwner(me) && <Button loading={busy} onClick={() => void accept()}>{t("terms.accept")}</Button>}
            </div>}
        </Panel>
    );
}
