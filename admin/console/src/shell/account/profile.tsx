// Name, language and time zone.
import { Button, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@/shared/form/use-form";
import { i18next, LANGUAGES, setLanguage, useTranslation, type Language } from "@/shared/i18n";
import { changeMe, type Locale } from "@/shared/session/calls";
import { sessionBegan, useMe } from "@/shared/session/session";
import { Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = [...new Set(["UTC", browserZone, ...Intl.supportedValuesOf("timeZone")])];

export function ProfilePanel() {
    const { t } = useTranslation("shell");
    const me = useMe();
    const form = useForm({
        initial: { name: me.user?.name ?? "", locale: i18next.language as Locale, time_zone: me.user?.time_zone ?? browserZone },
        submit: async (values) => {
            await changeMe(values);
            await setLanguage(values.locale as Language);
            await sessionBegan();
            toast(t("shared:done.saved"));
        },
    });
    return (
        <Panel title={t("account.profile")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <TextInput label={t("account.name")} autoComplete="name" {...form.field("name")} />
                    <Select label={t("language")} allowDeselect={false} data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))} {...form.field("locale")} />
                    <Select label={t("account.zone")} searchable allowDeselect={false} limit={50} data={zones} {...form.field("time_zone")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <div><Button type="submit" loading={form.busy}>{t("shared:action.save")}</Button></div>
                </Stack>
            </form>
        </Panel>
    );
}
