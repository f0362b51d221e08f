// A strip over every page while the company cannot trade as it would: held, or asked to accept the terms.
import { Link } from "wouter";
import { useTranslation } from "@/shared/i18n";
import type { Me } from "@/shared/session/session";
import { isHeld, isOwner, termsWait } from "./company/standing";
import classes from "./shell.module.css";

export function Standing({ me }: { me: Me }) {
    const { t } = useTranslation("shell");
    const text = me.org.operates || me.looking_as ? null
        : isHeld(me) ? t(me.org.state === "suspended" ? "standing.suspended" : "standing.restrained")
        : isOwner(me) && termsWait(me) ? t(me.org.state === "applied" ? "standing.termsFirst" : "standing.terms")
        : me.org.state === "applied" ? t("standing.applied") : null;
    if (!text) return null;
    return (
        <div className={classes.looking} role="status">
            {text} <Link href="/company" style={{ color: "inherit", fontWeight: 600 }}>{t("standing.look")}</Link>
        </div>
    );
}
