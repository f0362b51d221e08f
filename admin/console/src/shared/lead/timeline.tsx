// What happened to the lead, in time order.
import { Timeline } from "@mantine/core";
import { useGet, type Body } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { LeadState, SaleState, word } from "@/shared/ui/words";

type Event = Body<"/v1/leads/{lead}/timeline">["events"][number];

function Detail({ event }: { event: Event }) {
    const format = useFormat();
    const parts = [
        event.buyer, event.by, event.price && format.money(event.price), event.exclusive && word("sale", "exclusive"), event.channel,
        event.code && word("lead.code", event.code), event.outcome && word("outcome", event.outcome), event.call_seconds != null && `${event.call_seconds} s`,
    ].filter(Boolean);
    return (
        <>
            {event.status && <LeadState state={event.status} />} {event.state && <SaleState state={event.state} />} {parts.join(" · ")}
        </>
    );
}

export function TimelinePanel({ lead }: { lead: string }) {
    const { t } = useTranslation();
    const format = useFormat();
    const asked = useGet("/v1/leads/{lead}/timeline", { path: { lead } });
    return (
        <Panel title={t("evidence.timeline")}>
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            <Timeline active={asked.data?.events.length} bulletSize={12} lineWidth={2}>
                {asked.data?.events.map((event, i) => (
                    <Timeline.Item key={i} title={word("timeline", event.kind)}>
                        <div style={{ fontSize: "0.875rem" }}><Detail event={event} /></div>
                        <time className="quiet" style={{ fontSize: "0.8125rem" }} dateTime={event.at} title={format.exact(event.at)}>{format.dateTime(event.at)}</time>
                    </Timeline.Item>
                ))}
            </Timeline>
        </Panel>
    );
}
