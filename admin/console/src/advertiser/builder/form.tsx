// The order's form, with the estimate beside it.
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, usePages } from "@/shared/api/hooks";
import { useNiches, type Niche } from "@/shared/api/niches";
import { Problem, type FieldFault } from "@/shared/api/problem";
import { Meanwhile, useMeanwhile } from "@/shared/form/meanwhile";
import { fieldText, useForm } from "@/shared/form/use-form";
import { parseMinor, plainMinor } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Columns, Empty, Panel, Stack } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { SearchCheck } from "lucide-react";
import type { Order } from "../order/shared";
import { Caps } from "./caps";
import { Conditions } from "./conditions";
import classes from "./builder.module.css";
import { Estimate } from "./estimate";
import { Hours } from "./hours";
import { Prices } from "./prices";
import { commonBody, fromOrder, standingBody, toMoney, type Values } from "./values";

interface Props {
    initial: Values;
    /** The order that is changed; without it a new one is made. */
    order?: Order;
}

export function OrderForm({ initial, order }: Props) {
    const { t } = useTranslation("advertiser");
    const [, go] = useLocation();
    const niches = useNiches();
    const [faults, setFaults] = useState<FieldFault[]>([]);
    const nicheOf = (name: string | null) => niches.items.find((niche) => niche.name === name);
    const byClick = order?.type === "market";
    // an offer's leads are made for it: what others brought says nothing of how many
    const estimated = !byClick && !order?.offer;
    const read = async () => {
        const now = await ok(api.GET("/v1/orders/{order}", { params: { path: { order: order!.id } } }));
        return { values: fromOrder(now), revision: now.revision };
    };
    const meanwhile = useMeanwhile({ values: initial, revision: order?.revision ?? 0 }, read);
    const form = useForm<Values>({
        initial,
        pointers: { market: "/market", market_price: "/market/max_price", market_hours: "/market/max_age_hours" },
        check: (values) => check(values, nicheOf(values.niche), byClick, t),
        submit: async (values) => {
            setFaults([]);
            const niche = nicheOf(values.niche)!;
            const send = async (match: { "If-Match": string }, body: ReturnType<typeof commonBody>) => ok(api.POST("/v1/orders/{order}", { params: { path: { order: order!.id }, header: match }, body, headers: intention() }));
            const body = byClick ? commonBody(values, niche.currency) : standingBody(values, niche);
            try {
                let saved = order;
                if (!order) saved = await ok(api.POST("/v1/orders", { body: { ...body, niche: niche.name }, headers: intention() }));
                else if (!(await meanwhile.save(values, form.setValues, (match) => send(match, body)))) return;
                await refresh("/v1/orders", "/v1/reports/home");
                toast(order ? t("shared:done.saved") : t("builder.made"));
                go(`/advertiser/orders/${saved!.id}`);
            } catch (fault) {
                if (fault instanceof Problem) setFaults(fault.errors);
                throw fault;
            }
        },
    });
    const { values } = form;
    const niche = nicheOf(values.niche);
    const faultOf = (pointer: string) => {
        const found = faults.find((fault) => fault.pointer === pointer || (pointer !== "/filter" && fault.pointer.startsWith(`${pointer}/`)));
        return found && fieldText(found);
    };
    return (
        <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} className={estimated ? classes.split : undefined}>
            <Stack>
                <Panel>
                    <Columns least={240}>
                        {!order && <Select label={t("order.niche")} data={niches.options} searchable allowDeselect={false} data-autofocus {...form.field("niche")} />}
                        <TextInput label={t("order.name")} description={order ? undefined : t("builder.nameText")} inputWrapperOrder={["label", "input", "description", "error"]} maxLength={200} {...form.field("name")} />
                    </Columns>
                </Panel>
                {niche && (
                    <>
                        {!byClick && <Conditions niche={niche} filter={values.filter} faultOf={faultOf} onChange={(filter) => form.set("filter", filter)} />}
                        {!byClick && <Prices niche={niche} form={form} />}
                        <Caps caps={values.caps} currency={niche.currency} faultOf={(pointer) => faultOf(pointer) ?? (pointer === "/caps/0" ? form.errors.caps : undefined)} onChange={(caps) => form.set("caps", caps)} />
                        <Hours schedule={values.schedule} zone={values.time_zone} faultOf={faultOf} onSchedule={(schedule) => form.set("schedule", schedule)} onZone={(zone) => form.set("time_zone", zone)} />
                        <Delivery value={values.delivery} error={form.errors.delivery} onChange={(delivery) => form.set("delivery", delivery)} />
                    </>
                )}
                <Meanwhile news={meanwhile.news} label={(name) => t(LABELS[name])} />
                {form.fault !== null && <Fault fault={form.fault} />}
                <Group justify="flex-end">
                    <Button variant="default" onClick={() => go(order ? `/advertiser/orders/${order.id}` : "/advertiser/orders")}>{t("shared:action.cancel")}</Button>
                    <Button type="submit" loading={form.busy} disabled={!niche}>{order ? t("shared:action.save") : t("builder.make")}</Button>
                </Group>
            </Stack>
            {estimated && (
                <div className={classes.beside}>
                    {niche ? (
                        <Estimate self={order?.id} question={{ niche: niche.name, filter: values.filter, shared_price: toMoney(values.shared_price, niche.currency), exclusive_price: toMoney(values.exclusive_price, niche.currency) }}
                            onPrice={(which, money) => form.set(which === "shared" ? "shared_price" : "exclusive_price", plainMinor(money.amount, money.currency))} />
                    ) : <Panel><Empty icon={SearchCheck} title={t("estimate.title")}>{t("estimate.first")}</Empty></Panel>}
                </div>
            )}
        </form>
    );
}

const LABELS = {
    name: "order.name", niche: "order.niche", filter: "builder.whom", shared_price: "builder.sharedPrice", exclusive_price: "builder.exclusivePrice", caps: "order.caps",
    schedule: "builder.when", time_zone: "builder.when", delivery: "order.delivery", market: "order.onMarket", market_price: "builder.marketPrice", market_hours: "builder.marketHours",
} as const satisfies Record<keyof Values, string>;

type T = ReturnType<typeof useTranslation<"advertiser">>["t"];

/** Only what needs no server: that something is there, and that amounts are amounts. */
export function check(values: Values, niche: Niche | undefined, byClick: boolean, t: T) {
    if (!niche) return { niche: t("shared:field.missing_field") };
    const wrong = (text: string) => (text.trim() !== "" && parseMinor(text, niche.currency) === null ? t("builder.amountWrong") : undefined);
    const unpriced = !byClick && values.shared_price.trim() === "" && values.exclusive_price.trim() === "";
    return {
        name: values.name.trim() === "" ? t("shared:field.missing_field") : undefined,
        shared_price: wrong(values.shared_price) ?? (unpriced ? t("builder.priceMissing") : undefined),
        exclusive_price: wrong(values.exclusive_price),
        market_price: values.market ? wrong(values.market_price) ?? (values.market_price.trim() === "" ? t("shared:field.missing_field") : undefined) : undefined,
        caps: values.caps.some((cap) => cap.count === "" && cap.amount.trim() === "") ? t("builder.capEmpty") : values.caps.map((cap) => wrong(cap.amount)).find(Boolean),
    };
}

function Delivery({ value, error, onChange }: { value: string; error?: string; onChange: (next: string) => void }) {
    const { t } = useTranslation("advertiser");
    const endpoints = usePages("/v1/endpoints");
    const data = [{ value: "pull", label: t("order.deliveries.pull") }, ...(endpoints.items ?? []).map((endpoint) => ({ value: `${endpoint.kind}:${endpoint.id}`, label: endpoint.name }))];
    return (
        <Panel title={t("order.delivery")}>
            <Select label={t("builder.deliveryTo")} description={t("builder.deliveryText")} maw={340} allowDeselect={false} value={value} data={data} onChange={(next) => next && onChange(next)} error={error} />
        </Panel>
    );
}
