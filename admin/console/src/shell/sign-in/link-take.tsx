// A one-time link is used up by a press, not by opening it: mail scanners open links too.
import { Button, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/shared/i18n";
import { signInByLink } from "@/shared/session/calls";
import { Fault } from "@/shared/ui/fault";
import classes from "../shell.module.css";

export function LinkTake({ token, onDone, onOther }: { token: string; onDone: () => Promise<unknown>; onOther: () => void }) {
    const { t } = useTranslation("shell");
    const [busy, setBusy] = useState(false);
    const [fault, setFault] = useState<unknown>(null);
    const enter = async () => {
        setBusy(true);
        setFault(null);
        try {
            await signInByLink(token);
            await onDone();
        } catch (thrown) {
            setFault(thrown);
        } finally {
            setBusy(false);
        }
    };
    return (
        <>
            <h1 className={classes.signTitle}>{t("link.title")}</h1>
            <p className={classes.signText}>{t("link.text")}</p>
            <Stack gap="md">
                {fault !== null && <Fault fault={fault} />}
                <Button size="md" fullWidth autoFocus loading={busy} onClick={() => void enter()}>{t("link.enter")}</Button>
                <Button fullWidth variant="subtle" onClick={onOther}>{t("link.other")}</Button>
            </Stack>
        </>
    );
}
