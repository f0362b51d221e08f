// "What would have happened": an order's terms, changed here alone, over the leads of the last days.
import { Button, Group, Loader, SegmentedControl } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import { useNiches, type Niche } from "@/shared/api/niches";
import { Problem, type FieldFault } from "@/shared/api/problem";
import type { PageProps } from "@/shared/area";
import { fieldText, useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Panel, Stack } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { toast, toastFault } from "@/shared/ui/toast";
import { Caps } from "../builder/caps";
import { Conditions } from "../builder/conditions";
import { check } from "../builder/form";
import { Hours } from "../builder/hours";
import { Prices } from "../builder/prices";
import { fromOrder, type Values } from "../builder/values";
import builder from "../builder/builder.module.css";
import type { Order } from "../order/shared";
import { Answer, type Replayed } from "./answer";
import { changeOf, type Change } from "./change";

/** One at a time a company, and a few at a time a server: who is told to wait, waits. */
const TRIES = 5;

interface Tried extends Values {
    days: string;
}

export default function ReplayPage({ params }: PageProps) {
    const { t } = useTranslation("advertiser");
    const niches = useNiches();
    const asked = useGet("/v1/orders/{order}", { path: { order: params.order! } }, { staleTime: Infinity, refetchOnWindowFocus: false });
    const order = asked.data, niche = niches.items.find((one) => one.name === order?.niche);
    const head = <PageHead title={t("replay.title")} lead={t("replay.text")} back={{ to: `/advertiser/orders/${params.order}`, label: order?.name ?? t("order.one") }} />;
    const fault = asked.error ?? niches.error;
    if (fault) return <>{head}<Fault fault={fault} retry={() => (asked.refetch(), niches.refetch())} /></>;
    if (!order || !niche) return <div aria-busy style={{ minHeight: 320 }}>{head}</div>;
    return <>{head}<Replay key={order.id} order={order} niche={niche} /></>;
}

function useReplay(order: Order) {
    return useMutation({
        mutationFn: (body: { days: number; change: Change }) => ok(api.POST("/v1/orders/{order}/replay", { params: { path: { order: order.id } }, body })),
        retry: (times, fault) => fault instanceof Problem && [429, 503].includes(fault.status) && times < TRIES,
        retryDelay: 1000,
    });
}

function Replay({ order, niche }: { order: Order; niche: Niche }) {
    const { t } = useTranslation("advertiser");
    const replay = useReplay(order);
    const [faults, setFaults] = useState<FieldFault[]>([]);
    // the last answer stays until there is another: a mistyped price takes nothing away
    const [told, setTold] = useState<{ found: Replayed; change: Change }>();
    const form = useForm<Tried>({
        initial: { ...fromOrder(order), market: false, days: "7" },
        pointers: { filter: "/change/filter", shared_price: "/change/shared_price", exclusive_price: "/change/exclusive_price", caps: "/change/caps", schedule: "/change/schedule", time_zone: "/change/time_zone" },
        check: (values) => check(values, niche, false, t),
        submit: async (values) => {
            setFaults([]);
            const change = changeOf(values, order, niche);
            try {
                setTold({ found: await replay.mutateAsync({ days: Number(values.days), change }), change });
            } catch (fault) {
                if (fault instanceof Problem) setFaults(fault.errors);
                throw fault;
            }
        },
    });
    const { values } = form;
    useEffect(() => void form.onSubmit(), [values.days]);
    const faultOf = (pointer: string) => {
        const found = faults.find((fault) => fault.pointer === `/change${pointer}` || (pointer !== "/filter" && fault.pointer.startsWith(`/change${pointer}/`)));
        return found && fieldText(found);
    };
    const change = changeOf(values, order, niche);
    return (
        <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} className={builder.split}>
            <Stack>
                <Prices niche={niche} form={form as unknown as Parameters<typeof Prices>[0]["form"]} live />
                <Caps caps={values.caps} currency={niche.currency} faultOf={(pointer) => faultOf(pointer) ?? (pointer === "/caps/0" ? form.errors.caps : undefined)} onChange={(caps) => form.set("caps", caps)} />
                <Hours schedule={values.schedule} zone={values.time_zone} faultOf={faultOf} onSchedule={(schedule) => form.set("schedule", schedule)} onZone={(zone) => form.set("time_zone", zone)} />
                <Conditions niche={niche} filter={values.filter} faultOf={faultOf} onChange={(filter) => form.set("filter", filter)} />
            </Stack>
            <div className={builder.beside}>
                <Panel title={t(Object.keys(told?.change ?? {}).length > 0 ? "replay.changed" : "replay.asItStands")}>
                    <SegmentedControl size="xs" fullWidth role="radiogroup" aria-label={t("estimate.span")} value={values.days} onChange={(days) => form.set("days", days)}
                        data={["1", "7", "30"].map((value) => ({ value, label: t("estimate.days", { count: Number(value) }) }))} mb="sm" />
                    <Group mb="md" gap="xs">
                        <Button type="submit" loading={form.busy} leftSection={<History size={15} aria-hidden />}>{t("replay.run")}</Button>
                        <Make order={order} change={change} ready={!form.busy && JSON.stringify(told?.change) === JSON.stringify(change)} />
                    </Group>
                    {form.fault !== null && <Fault fault={form.fault} retry={() => void form.onSubmit()} />}
                    {form.busy && !told && <div style={{ minHeight: 200, display: "grid", placeItems: "center" }}><Loader size="sm" aria-label={t("replay.running")} /></div>}
                    {told && form.fault === null && <div className={form.busy ? builder.old : undefined} aria-live="polite"><Answer found={told.found} offer={order.offer !== null} /></div>}
                </Panel>
            </div>
        </form>
    );
}

/** What was replayed can be had from now on. */
function Make({ order, change, ready }: { order: Order; change: Change; ready: boolean }) {
    const { t } = useTranslation("advertiser");
    const [, go] = useLocation();
    const [busy, setBusy] = useState(false);
    if (!useMayWrite() || order.state === "closed" || Object.keys(change).length === 0) return null;
    const make = async () => {
        if (!(await confirm({ title: t("replay.makeTitle"), body: t("builder.editText"), action: t("replay.make") }))) return;
        setBusy(true);
        await ok(api.POST("/v1/orders/{order}", { params: { path: { order: order.id } }, body: change, headers: intention() })).then(async () => {
            await refresh("/v1/orders", "/v1/reports/home");
            toast(t("shared:done.saved"));
            go(`/advertiser/orders/${order.id}`);
        }, toastFault);
        setBusy(false);
    };
    return <Button variant="default" disabled={!ready} loading={busy} onClick={() => void make()}>{t("replay.make")}</Button>;
}
