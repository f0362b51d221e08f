// E-mail and password, then the code where the account asks for one. Also the body of the dialog when a session has ended.
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { Problem } from "@/shared/api/problem";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { signIn } from "@/shared/session/calls";
import { Fault } from "@/shared/ui/fault";

export function PasswordForm({ email = "", onDone }: { email?: string; onDone: () => Promise<unknown> }) {
    const { t } = useTranslation("shell");
    const [coded, setCoded] = useState(false);
    const form = useForm({
        initial: { email, password: "", code: "" },
        check: (values) => ({
            email: values.email.trim() === "" ? t("shared:field.missing_field") : undefined,
            password: values.password === "" ? t("shared:field.missing_field") : undefined,
            code: coded && values.code.trim() === "" ? t("shared:field.missing_field") : undefined,
        }),
        submit: async ({ email: address, password, code }) => {
            try {
                await signIn(address.trim(), password, code.replace(/\s/g, ""));
            } catch (fault) {
                if (fault instanceof Problem && fault.code === "totp_required") return setCoded(true);
                throw fault;
            }
            await onDone();
            return undefined;
        },
    });
    return (
        <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
            <Stack gap="md">
                <TextInput label={t("sign.email")} type="email" name="email" autoComplete="username" autoFocus={email === ""} {...form.field("email")} />
                <PasswordInput label={t("sign.password")} name="password" autoComplete="current-password" autoFocus={email !== ""} {...form.field("password")}
                    visibilityToggleButtonProps={{ "aria-label": t("sign.show") }} />
                {coded && (
                    <TextInput label={t("sign.code")} description={t("sign.codeText")} name="code" inputMode="text" autoComplete="one-time-code" autoFocus {...form.field("code")} />
                )}
                {form.fault !== null && <Fault fault={form.fault} />}
                <Button type="submit" fullWidth size="md" loading={form.busy}>{t("sign.in")}</Button>
            </Stack>
        </form>
    );
}
