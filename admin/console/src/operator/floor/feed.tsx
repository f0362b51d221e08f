// The last events of the stream, as they come.
import { useState } from "react";
import { Link } from "wouter";
import { refresh } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useStream, type StreamEvent } from "@/shared/stream/use-stream";
import { Panel } from "@/shared/ui/blocks";
import { word } from "@/shared/ui/words";
import classes from "./floor.module.css";

const SHOWN = 10;

/** Where an event leads. */
function target({ data }: StreamEvent): string | null {
    if (typeof data.dispute === "string") return `/operator/disputes/${data.dispute}`;
    if (typeof data.lead === "string") return `/operator/leads/${data.lead}`;
    return null;
}

/** What it says besides its name: a code of a kind that has words. */
function detail({ type, data }: StreamEvent): string {
    if (type === "dispute") return `${word("dispute.state", String(data.state))} · ${word("dispute.reason", String(data.reason))}`;
    if (type === "alert") return word("measure", String(data.measure));
    if (type === "outcome") return word("outcome", String(data.outcome));
    return "";
}

export function Feed() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const [events, setEvents] = useState<StreamEvent[]>([]);
    useStream(["sale", "dispute", "alert", "outcome"], (event) => {
        setEvents((before) => [event, ...before].slice(0, SHOWN));
        if (event.type === "dispute" || event.type === "alert") void refresh("/v1/floor");
    });
    return (
        <Panel title={t("floor.feed")}>
            {events.length === 0 ? <p className="quiet" style={{ margin: 0 }}>{t("floor.noFeed")}</p> : (
                <ul className={classes.feed}>
                    {events.map((event) => {
                        const to = target(event);
                        const name = word("operator:floor.event", event.type);
                        return (
                            <li key={event.id}>
                                <span>{to ? <Link href={to}>{name}</Link> : name} <span className="quiet">{detail(event)}</span></span>
                                <time className="quiet num" dateTime={event.at} title={format.exact(event.at)}>{format.time(event.at)}</time>
                            </li>
                        );
                    })}
                </ul>
            )}
        </Panel>
    );
}
