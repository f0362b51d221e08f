// A one-time link is used up by a press, not by opening it: mail scanners open links too.
import { Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { Problem } from "@/shared/api/problem";
import { useTranslation } from "@/shared/i18n";
import { signInByLink } from "@/shared/session/calls";
import { Fault } from "@/shared/ui/fault";
import classes from "../shell.module.css";

export function LinkTake({ token, onDone, onOther }: { token: string; onDone: () => Promise<unknown>; onOther: () => void }) {
    const { t } = useTranslation("shell");
    const [busy, setBusy] = useState(false);
    const [fault, setFault] = useState<unknown>(null);
    const [code, setCode] = useState<string | null>(null);
    const enter = async () => {
        setBusy(true);
        setFault(null);
        try {
            await signInByLink(token, code?.replace(/\s/g, ""));
            await onDone();
        } catch (thrown) {
            if (thrown instanceof Problem && thrown.code === "totp_required") setCode("");
            else setFault(thrown);
        } finally {
            setBusy(false);
        }
    };
    return (
        <>
            <h1 className={classes.signTitle}>{t("link.title")}</h1>
            <p className={classes.signText}>{t("link.text")}</p>
            <Stack gap="md">
                {code !== null && (
                    <TextInput label={t("sign.code")} description={t("link.code")} autoComplete="one-time-code" autoFocus value={code} onChange={(event) => setCode(event.currentTarget.value)}
                        onKeyDown={(event) => event.key === "Enter" && void enter()} />
                )}
                {fault !== null && <Fault fault={fault} />}
                <Button size="md" fullWidth autoFocus loading={busy} onClick={() => void enter()}>{t("link.enter")}</Button>
                <Button fullWidth variant="subtle" onClick={onOther}>{t("link.other")}</Button>
            </Stack>
        </>
    );
}
