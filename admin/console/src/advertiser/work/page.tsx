// What was bought, as work: one key to the next, one to see whom to call, one to say what came of it. Live.
import { Button, Loader, Switch } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { ContactRound, SearchX } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { usePages } from "@/shared/api/hooks";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite, useMe } from "@/shared/session/session";
import { useLive } from "@/shared/stream/use-live";
import { Empty, Key, Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { FilterBar } from "@/shared/ui/filter-bar";
import { PageHead } from "@/shared/ui/page-head";
import { useShortcuts } from "@/shared/ui/shortcuts";
import { toastFault } from "@/shared/ui/toast";
import { useFilters } from "@/shared/ui/use-filters";
import { useContact } from "../sale/contact";
import { Beside } from "./beside";
import { WORK_STATES, changeWork, usePeople, type WorkItem, type WorkState } from "./change";
import { Row } from "./row";
import classes from "./work.module.css";

const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();

export default function WorkPage() {
    const { t } = useTranslation("advertiser");
    const { values, set, clear, any } = useFilters("state", "assignee", "order", "due");
    const orders = usePages("/v1/orders", { query: { limit: 100 } });
    const people = usePeople([values.assignee ?? null]);
    const due = useMemo(() => (values.due ? new Date().toISOString() : undefined), [values.due]);
    const rows = usePages("/v1/work", { query: { state: values.state as WorkState | undefined, assignee: values.assignee, order: values.order, due } });
    useLive(["sale", "outcome", "dispute"], "/v1/work");
    return (
        <>
            <PageHead title={t("nav.work")} lead={t("work.text")} />
            <FilterBar filters={[
                { label: t("work.state"), value: values.state, options: WORK_STATES.map((value) => ({ value, label: t(`work.states.${value}`) })), onChange: (value) => set("state", value) },
                { label: t("work.assignee"), value: values.assignee, options: people.map((value) => ({ value, label: value })), onChange: (value) => set("assignee", value) },
                { label: t("order.one"), value: values.order, options: (orders.items ?? []).map((order) => ({ value: order.id, label: order.name })), onChange: (value) => set("order", value) },
            ]} />
            <Switch size="sm" mb="md" label={t("work.dueNow")} checked={!!values.due} onChange={(event) => set("due", event.currentTarget.checked ? "now" : null)} />
            {rows.error && !rows.items && <Fault fault={rows.error} retry={rows.refetch} />}
            {rows.isPending && <Panel><div aria-busy style={{ minHeight: 320, display: "grid", placeItems: "center" }}><Loader /></div></Panel>}
            {rows.items?.length === 0 && (
                <Panel>
                    {any ? <Empty icon={SearchX} title={t("shared:filter.none")} action={<Button variant="default" onClick={clear}>{t("shared:action.all")}</Button>}>{t("shared:filter.noneText")}</Empty>
                        : <Empty icon={ContactRound} title={t("work.none")} action={<Button component={Link} href="/advertiser/orders/new">{t("order.new")}</Button>}>{t("work.noneText")}</Empty>}
                </Panel>
            )}
            {rows.items && rows.items.length > 0 && <List items={rows.items} more={rows.hasNextPage ? () => void rows.fetchNextPage() : undefined} busy={rows.isFetchingNextPage} />}
        </>
    );
}

/** The list and, where there is room, the chosen one beside it. */
function List({ items, more, busy }: { items: WorkItem[]; more?: () => void; busy: boolean }) {
    const { t } = useTranslation("advertiser");
    const wide = useMediaQuery("(min-width: 1001px)", true, { getInitialValueInEffect: false });
    const [chosen, setChosen] = useState<string>();
    const at = Math.max(0, items.findIndex((item) => item.sale === chosen));
    const item = items[at]!;
    // what stands there first is chosen until another is, and stays so when new ones come above it
    useEffect(() => setChosen((before) => before ?? items[0]?.sale), [items]);
    const choose = (next: number) => {
        const to = items[Math.min(items.length - 1, Math.max(0, next))]!;
        setChosen(to.sale);
        focus(`[data-sale="${to.sale}"]`);
    };
    useKeys({ item, wide, next: () => choose(at + 1), previous: () => choose(at - 1) });
    return (
        <div className={classes.split}>
            <Panel flush>
                <ul className={classes.list} aria-label={t("nav.work")}>
                    {items.map((one) => <Row key={one.sale} item={one} chosen={wide && one.sale === item.sale} onChoose={() => setChosen(one.sale)} href={wide ? undefined : `/advertiser/leads/${one.sale}`} />)}
                </ul>
                <div className={classes.hint}>
                    {more && <Button size="compact-sm" variant="default" loading={busy} onClick={more}>{t("shared:table.more")}</Button>}
                    {wide && ([["j / k", "work.keys.move"], ["c", "work.keys.contact"], ["o", "work.keys.outcome"], ["n", "work.keys.note"], ["Enter", "work.keys.open"]] as const).map(([key, label]) => <span key={key}><Key>{key}</Key>{t(label)}</span>)}
                </div>
            </Panel>
            {wide && <div className={classes.beside}><Beside key={item.sale} item={item} /></div>}
        </div>
    );
}

/** Keys of the chosen purchase; the help (?) lists them. */
function useKeys({ item, wide, next, previous }: { item: WorkItem; wide: boolean; next: () => void; previous: () => void }) {
    const { t } = useTranslation("advertiser");
    const [, go] = useLocation();
    const me = useMe();
    const mayWrite = useMayWrite();
    const contact = useContact(item.sale);
    const save = (change: Parameters<typeof changeWork>[1]) => void (mayWrite && changeWork(item, change).catch(toastFault));
    useShortcuts(!wide ? [] : [
        { keys: "j", label: t("work.keys.next"), run: next },
        { keys: "k", label: t("work.keys.previous"), run: previous },
        { keys: "ArrowDown", label: t("work.keys.next"), run: next },
        { keys: "ArrowUp", label: t("work.keys.previous"), run: previous },
        { keys: "c", label: t("work.keys.contact"), run: () => void contact.reveal() },
        { keys: "Enter", label: t("work.keys.open"), run: () => go(`/advertiser/leads/${item.sale}`) },
        { keys: "a", label: t("work.keys.mine"), run: () => save({ assignee: me.user?.name ?? null }) },
        ...WORK_STATES.map((state, i) => ({ keys: String(i + 1), label: t(`work.states.${state}`), run: () => save({ state }) })),
        { keys: "n", label: t("work.keys.note"), run: () => focus("[data-work-note]") },
        { keys: "o", label: t("work.keys.outcome"), run: () => focus("[data-outcome] input") },
    ]);
}
