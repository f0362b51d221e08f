// The exchange at this moment: what flows, what is held, whose clock runs, what waits for a decision.
import { useGet, type Body } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Badge, Facts, Panel, Split, Stack, Stat, Stats } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { Clocks } from "./clocks";
import { Days } from "./days";
import { Feed } from "./feed";
import { Todo } from "./todo";

export type Floor = Body<"/v1/floor">;

const LOOK_MS = 5000;

export default function FloorPage() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const asked = useGet("/v1/floor", undefined, { refetchInterval: LOOK_MS, staleTime: 0 });
    const floor = asked.data;
    return (
        <>
            <PageHead title={t("nav.floor")} badge={floor && !asked.error && <Badge tone="good">{t("floor.live")}</Badge>}
                lead={floor && t("floor.at", { at: format.time(floor.at) })} />
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            {asked.isPending && <div aria-busy style={{ minHeight: 360 }} />}
            {floor && <Moment floor={floor} />}
        </>
    );
}

function Moment({ floor }: { floor: Floor }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const { leads, deliveries } = floor;
    return (
        <Stack>
            <Stats>
                <Stat label={t("floor.perSecond")} value={format.number(leads.per_second)} note={t("floor.perSecondNote")} />
                <Stat label={t("floor.sold")} value={leads.sold_rate == null ? "–" : format.percent(leads.sold_rate / 100)} note={t("floor.soldNote", { count: leads.latest })} />
                <Stat label={t("floor.escrow")} value={floor.escrow.length === 0 ? "–" : floor.escrow.map((money) => <div key={money.currency}>{format.money(money, { digits: 0 })}</div>)} />
                <Stat label={t("floor.waiting")} value={format.number(deliveries.waiting)}
                    note={deliveries.oldest_due_at ? t("floor.oldest", { at: format.relative(deliveries.oldest_due_at) }) : t("floor.noWaiting")} />
                <Stat label={t("floor.listings")} value={format.number(floor.listings)} />
            </Stats>
            <Split>
                <Stack>
                    <Clocks disputes={floor.disputes} />
                    <Days />
                </Stack>
                <Stack>
                    <Todo floor={floor} />
                    <Health endpoints={deliveries.endpoints} />
                    <Feed />
                </Stack>
            </Split>
        </Stack>
    );
}

function Health({ endpoints }: { endpoints: Floor["deliveries"]["endpoints"] }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const bad = (count: number) => <span className={`num ${count > 0 ? "bad" : ""}`}>{format.number(count)}</span>;
    return (
        <Panel title={t("floor.health")}>
            <Facts items={[
                [t("floor.active"), <span key="a" className="num">{format.number(endpoints.active)}</span>],
                [t("floor.failing"), bad(endpoints.failing)],
                [t("floor.disabled"), bad(endpoints.disabled)],
            ]} />
        </Panel>
    );
}
