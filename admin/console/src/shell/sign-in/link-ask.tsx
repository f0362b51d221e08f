// Asking for a link by mail. The answer is the same whether the address is known or not.
import { Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { askForLink } from "@/shared/session/calls";
import { Fault } from "@/shared/ui/fault";
import classes from "../shell.module.css";

export function LinkAsk({ onBack }: { onBack: () => void }) {
    const { t } = useTranslation("shell");
    const [sent, setSent] = useState(false);
    const form = useForm({
        initial: { email: "" },
        check: ({ email }) => ({ email: /^\S+@\S+$/.test(email.trim()) ? undefined : t("sign.emailWrong") }),
        submit: async ({ email }) => {
            await askForLink(email.trim());
            setSent(true);
        },
    });
    return (
        <>
            <h1 className={classes.signTitle}>{sent ? t("ask.sentTitle") : t("ask.title")}</h1>
            <p className={classes.signText}>{sent ? t("ask.sentText") : t("ask.text")}</p>
            {!sent && (
                <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                    <Stack gap="md">
                        <TextInput label={t("sign.email")} type="email" autoComplete="username" autoFocus {...form.field("email")} />
                        {form.fault !== null && <Fault fault={form.fault} />}
                        <Button type="submit" size="md" fullWidth loading={form.busy}>{t("ask.send")}</Button>
                    </Stack>
                </form>
            )}
            <Button mt="md" fullWidth variant="subtle" onClick={onBack}>{t("ask.back")}</Button>
        </>
    );
}
