// A new offer: what is wanted, in words and as a filter, and what is paid for it. Caps and hours stand on its order.
import { Button, Group, Select, Stack, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { Problem, type FieldFault } from "@/shared/api/problem";
import { fieldText, useForm } from "@/shared/form/use-form";
import { parseMinor, useFormat } from "@/shared/format/format";
import { MoneyInput } from "@/shared/form/money-input";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { Conditions } from "../builder/conditions";
import type { Condition, Filter } from "@/shared/filter/words";

export function OfferDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const [, go] = useLocation();
    const niches = useNiches();
    const [faults, setFaults] = useState<FieldFault[]>([]);
    const nicheOf = (name: string | null) => niches.items.find((niche) => niche.name === name);
    const form = useForm({
        initial: { name: "", niche: null as string | null, description: "", price: "", filter: {} as Record<string, Condition> },
        check: ({ name, niche, price }) => ({
            name: name.trim() === "" ? t("shared:field.missing_field") : undefined,
            niche: niche === null ? t("shared:field.missing_field") : undefined,
            price: parseMinor(price, nicheOf(niche)?.currency ?? "EUR") === null ? t("builder.amountWrong") : undefined,
        }),
        submit: async ({ name, niche, description, price, filter }) => {
            const { currency } = nicheOf(niche)!;
            try {
                const made = await ok(api.POST("/v1/offers", { body: { name: name.trim(), niche: niche!, description: description.trim() || null, price: { amount: parseMinor(price, currency)!, currency }, filter: filter as Filter }, headers: intention() }));
                toast(t("offer.madeDone"));
                await refresh("/v1/offers", "/v1/orders");
                go(`/advertiser/offers/${made.id}`);
            } catch (fault) {
                if (fault instanceof Problem) setFaults(fault.errors);
                throw fault;
            }
        },
    });
    const niche = nicheOf(form.values.niche);
    const faultOf = (pointer: string) => {
        const found = faults.find((fault) => fault.pointer === pointer || (pointer !== "/filter" && fault.pointer.startsWith(`${pointer}/`)));
        return found && fieldText(found);
    };
    return (
        <Dialog onClose={onClose} size="lg" title={t("offer.new")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <TextInput label={t("order.name")} description={t("offer.nameText")} maxLength={200} data-autofocus {...form.field("name")} />
                    <Select label={t("order.niche")} searchable allowDeselect={false} data={niches.options} {...form.field("niche")} />
                    <Textarea label={t("offer.description")} description={t("offer.descriptionText")} autosize minRows={3} maxLength={4000} {...form.field("description")} />
                    {niche && <MoneyInput currency={niche.currency} label={t("offer.price")} description={t("builder.floor", { price: format.money({ amount: niche.floor_exclusive, currency: niche.currency }) })} {...form.field("price")} />}
                    {niche && <Conditions niche={niche} filter={form.values.filter} faultOf={faultOf} onChange={(filter) => form.set("filter", filter)} />}
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("offer.make")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
