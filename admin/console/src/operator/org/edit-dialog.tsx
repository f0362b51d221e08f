// What a company is called, where it is, what it does, where it may trade at most.
import { Button, Checkbox, Group, MultiSelect, Stack, TextInput, Textarea } from "@mantine/core";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { Meanwhile, useMeanwhile } from "@/shared/form/meanwhile";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import type { Org } from "../common/use-orgs";

const words = (text: string) => text.trim() || null;

const version = (org: Org) => ({
    revision: org.revision,
    values: {
        name: org.name ?? "", alias: org.alias ?? "", country: org.country ?? "", tax_id: org.tax_id ?? "", address: org.address ?? "",
        sells: org.sells ?? false, buys: org.buys ?? false, throttled: org.throttled ?? true, niches: org.niches ?? [],
    },
});
const LABELS = { name: "name", alias: "alias", country: "country", tax_id: "taxId", address: "address", sells: "sells", buys: "buys", throttled: "throttled", niches: "only" } as const;

export function EditDialog({ org, onClose }: { org: Org; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const niches = useNiches();
    const path = { org: org.id };
    const meanwhile = useMeanwhile(version(org), async () => version(await ok(api.GET("/v1/admin/orgs/{org}", { params: { path } }))));
    const form = useForm<ReturnType<typeof version>["values"]>({
        initial: version(org).values,
        check: ({ name, alias }) => ({ name: name.trim() === "" ? t("shared:field.missing_field") : undefined, alias: alias.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async (values) => {
            const { name, alias, country, tax_id, address, niches: only, ...does } = values;
            const body = { name: name.trim(), alias: alias.trim(), country: words(country.toUpperCase()), tax_id: words(tax_id), address: words(address), niches: only.length > 0 ? only : null, ...does };
            const saved = await meanwhile.save(values, form.setValues, (header) => ok(api.POST("/v1/admin/orgs/{org}", { params: { path, header }, headers: intention(), body })));
            if (!saved) return;
            onClose();
            toast(t("shared:done.saved"));
            await refresh("/v1/admin/orgs");
        },
    });
    return (
        <Dialog onClose={onClose} size="lg" title={t("org.edit")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Group grow align="flex-start">
                        <TextInput label={t("org.name")} maxLength={200} data-autofocus {...form.field("name")} />
                        <TextInput label={t("org.alias")} maxLength={60} {...form.field("alias")} />
                    </Group>
                    <Group grow align="flex-start">
                        <TextInput label={t("org.country")} placeholder="RU" maxLength={2} {...form.field("country")} />
                        <TextInput label={t("org.taxId")} maxLength={60} {...form.field("tax_id")} />
                    </Group>
                    <Textarea label={t("org.address")} autosize minRows={2} maxLength={500} {...form.field("address")} />
                    <MultiSelect label={t("org.only")} description={t("org.onlyText")} searchable clearable data={niches.options} {...form.field("niches")} />
                    <Group gap="lg">
                        <Checkbox label={t("org.sells")} {...form.tick("sells")} />
                        <Checkbox label={t("org.buys")} {...form.tick("buys")} />
                        <Checkbox label={t("org.throttled")} {...form.tick("throttled")} />
                    </Group>
                    <Meanwhile news={meanwhile.news} label={(name) => t(`org.${LABELS[name]}`)} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("shared:action.save")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
