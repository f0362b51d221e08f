// Keeps what is looked for under a name, and tells of what comes.
import { Button, Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { FilterFacts } from "@/shared/filter/facts";
import type { Filter } from "@/shared/filter/words";
import type { useTerms } from "./terms";

export function SaveSearch({ terms, onClose }: { terms: ReturnType<typeof useTerms>; onClose: () => void }) {
    const { t } = useTranslation("advertiser");
    const niche = terms.niche!;
    const money = (minor: string | undefined) => (minor ? { amount: Number(minor), currency: niche.currency } : null);
    const form = useForm({
        initial: { name: "", notify: true },
        check: ({ name }) => ({ name: name.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ name, notify }) => {
            const body = { name: name.trim(), niche: niche.name, filter: terms.filter as never, min_price: money(terms.values.min), max_price: money(terms.values.max), exclusive: !!terms.values.exclusive, notify };
            await ok(api.POST("/v1/market/searches", { body, headers: intention() }));
            toast(t("search.saved"));
            onClose();
            await refresh("/v1/market/searches");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("search.save")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack>
                    <TextInput label={t("order.name")} maxLength={200} data-autofocus {...form.field("name")} />
                    <div><Text size="sm" fw={550} mb={4}>{niche.title}</Text><FilterFacts filter={terms.filter as Filter} empty={t("search.everything")} /></div>
                    <Switch label={t("search.notify")} description={t("search.notifyText")} {...form.tick("notify")} />
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
