// The password: set after a first sign-in by link, changed with the present one.
import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { setPassword } from "@/shared/session/calls";
import { sessionBegan, useMe } from "@/shared/session/session";
import { Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";

const LEAST = 10;
const EMPTY = { current: "", password: "" };

export function PasswordPanel() {
    const { t } = useTranslation("shell");
    const { user } = useMe();
    const has = user?.password ?? false;
    const form = useForm({
        initial: EMPTY,
        check: (values) => ({
            current: has && values.current === "" ? t("shared:field.missing_field") : undefined,
            password: values.password.length < LEAST ? t("account.passwordShort", { count: LEAST }) : undefined,
        }),
        submit: async ({ current, password }) => {
            await setPassword(password, has ? current : undefined);
            form.setValues(EMPTY);
            await sessionBegan();
            toast(t("account.passwordSet"));
        },
    });
    const show = { "aria-label": t("sign.show") };
    return (
        <Panel title={t("sign.password")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{has ? t("account.passwordText") : t("account.passwordNone")}</Text>
                    <input type="hidden" autoComplete="username" value={user?.email ?? ""} readOnly />
                    {has && <PasswordInput label={t("account.current")} autoComplete="current-password" visibilityToggleButtonProps={show} {...form.field("current")} />}
                    <PasswordInput label={t("account.new")} autoComplete="new-password" visibilityToggleButtonProps={show} {...form.field("password")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <div><Button type="submit" variant={has ? "default" : "filled"} loading={form.busy}>{has ? t("account.change") : t("account.set")}</Button></div>
                </Stack>
            </form>
        </Panel>
    );
}
