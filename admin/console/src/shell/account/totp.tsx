// The second factor: a secret shown once as a picture, confirmed by a code; recovery codes shown once.
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { beginTotp, confirmTotp, endTotp } from "@/shared/session/calls";
import { sessionBegan, useMe } from "@/shared/session/session";
import { Badge, Panel } from "@/shared/ui/blocks";
import { CopyButton } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast, toastFault } from "@/shared/ui/toast";
import classes from "../shell.module.css";
import { QrCode } from "./qr";

function CodeForm({ label, submit }: { label: string; submit: (code: string) => Promise<unknown> }) {
    const { t } = useTranslation("shell");
    const form = useForm({
        initial: { code: "" },
        check: ({ code }) => ({ code: code.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: ({ code }) => submit(code.replace(/\s/g, "")),
    });
    return (
        <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
            <Stack gap="sm">
                <TextInput label={t("sign.code")} autoComplete="one-time-code" data-autofocus maw={240} {...form.field("code")} />
                {form.fault !== null && <Fault fault={form.fault} />}
                <div><Button type="submit" loading={form.busy}>{label}</Button></div>
            </Stack>
        </form>
    );
}

function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
    const { t } = useTranslation("shell");
    return (
        <Dialog onClose={onClose} title={t("totp.codes")} closeOnClickOutside={false}>
            <Text size="sm" c="dimmed" mb="md">{t("totp.codesText")}</Text>
            <div className={classes.codes}>{codes.map((code) => <span key={code}>{code}</span>)}</div>
            <Group justify="space-between" mt="md">
                <CopyButton value={codes.join("\n")} />
                <Button onClick={onClose}>{t("totp.kept")}</Button>
            </Group>
        </Dialog>
    );
}

export function TotpPanel() {
    const { t } = useTranslation("shell");
    const { user } = useMe();
    const [made, setMade] = useState<{ secret: string; uri: string } | null>(null);
    const [codes, setCodes] = useState<string[] | null>(null);
    const [ending, setEnding] = useState(false);
    const on = user?.totp ?? false;

    const confirm = async (code: string) => {
        setCodes((await confirmTotp(code)).recovery_codes);
        setMade(null);
        await sessionBegan();
    };
    const end = async (code: string) => {
        await endTotp(code);
        setEnding(false);
        await sessionBegan();
        toast(t("totp.ended"));
    };
    return (
        <Panel title={t("totp.title")} actions={<Badge tone={on ? "good" : "plain"}>{on ? t("totp.on") : t("totp.off")}</Badge>}>
            <Stack gap="md">
                <Text size="sm" c="dimmed" maw={620}>{t("totp.text")}</Text>
                {!on && made === null && <div><Button onClick={() => void beginTotp().then(setMade, toastFault)}>{t("totp.begin")}</Button></div>}
                {made && (
                    <Group align="flex-start" gap="xl">
                        <QrCode text={made.uri} label={t("totp.picture")} />
                        <Stack gap="sm">
                            <Text size="sm">{t("totp.scan")}</Text>
                            <Group gap={4}><code>{made.secret}</code><CopyButton value={made.secret} /></Group>
                            <CodeForm label={t("totp.confirm")} submit={confirm} />
                        </Stack>
                    </Group>
                )}
                {on && !ending && <div><Button variant="default" onClick={() => setEnding(true)}>{t("totp.end")}</Button></div>}
                {on && ending && <CodeForm label={t("totp.end")} submit={end} />}
            </Stack>
            {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
        </Panel>
    );
}
