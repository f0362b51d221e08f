// A claim's file as its parties and the desk read it: what is said and shown by whom, what happened, what comes if nobody acts.
import { Timeline } from "@mantine/core";
import { FileText, Link2, MessageSquareText, Mic, PhoneCall } from "lucide-react";
import type { components } from "@generated/api";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Empty, Panel } from "@/shared/ui/blocks";
import { Clock } from "@/shared/ui/clock";
import { word } from "@/shared/ui/words";
import classes from "./dispute.module.css";

export type Dispute = components["schemas"]["DisputeDetail"] & Partial<components["schemas"]["Dispute"]>;
type Evidence = components["schemas"]["Evidence"];

const ICONS = { statement: MessageSquareText, attempts: PhoneCall, recording: Mic, link: Link2, file: FileText };

interface Attempt {
    at: string;
    channel: string;
    result: string;
}

function Content({ dispute, item }: { dispute: string; item: Evidence }) {
    const { t } = useTranslation();
    const format = useFormat();
    const content = item.content as unknown;
    if (item.kind === "file")
        return (
            <a href={`/v1/disputes/${dispute}/files/${item.id}`} download>
                {(content as { name?: string } | null)?.name ?? item.type ?? t("evidence.file")} ({item.bytes == null ? "" : format.bytes(item.bytes)})
            </a>
        );
    if (content == null) return <span className="quiet">{t("evidence.gone")}</span>;
    if (typeof content === "string") return <p className={classes.text}>{content}</p>;
    if (Array.isArray(content))
        return (
            <ul className={classes.attempts}>
                {(content as Attempt[]).map((attempt, i) => <li key={i}><span className="num quiet">{format.dateTime(attempt.at)}</span> {word("channel", attempt.channel)}: {attempt.result}</li>)}
            </ul>
        );
    const { url, note, text, attempts } = content as { url?: string; note?: string; text?: string; attempts?: Attempt[] };
    if (attempts) return <Content dispute={dispute} item={{ ...item, content: attempts as never }} />;
    // somebody else's address is shown, never opened by itself
    return <>{text && <p className={classes.text}>{text}</p>}{url && <a href={url} target="_blank" rel="noreferrer noopener nofollow">{url}</a>} {note}</>;
}

function Side({ dispute, side }: { dispute: Dispute; side: "buyer" | "seller" }) {
    const { t } = useTranslation();
    const format = useFormat();
    const shown = dispute.evidence.filter((item) => item.side === side);
    const who = `${word("dispute.side", side)}${dispute[side] ? ` · ${dispute[side]}` : ""}`;
    return (
        <Panel title={who}>
            {shown.length === 0 && <p className="quiet" style={{ margin: 0 }}>{t("evidence.none")}</p>}
            {shown.map((item) => {
                const Icon = ICONS[item.kind];
                return (
                    <div key={item.id} className={classes.item}>
                        <Icon size={16} aria-hidden />
                        <div>
                            <div className={classes.kind}>{word("evidence.kind", item.kind)} · {format.dateTime(item.at)}{item.seconds != null && ` · ${item.seconds} s`}</div>
                            <Content dispute={dispute.id} item={item} />
                        </div>
                    </div>
                );
            })}
        </Panel>
    );
}

/** Both sides beside each other. */
export const EvidenceSides = ({ dispute }: { dispute: Dispute }) => (
    <div className={classes.sides}>
        <Side dispute={dispute} side="buyer" />
        <Side dispute={dispute} side="seller" />
    </div>
);

export function ClaimTimeline({ dispute }: { dispute: Dispute }) {
    const { t } = useTranslation();
    const format = useFormat();
    if (dispute.timeline.length === 0) return <Empty icon={FileText} title={t("evidence.none")} />;
    return (
        <Panel title={t("evidence.timeline")}>
            <Timeline active={dispute.timeline.length} bulletSize={12} lineWidth={2}>
                {dispute.timeline.map((event, i) => (
                    <Timeline.Item key={i} title={word("claim", event.kind)}>
                        <div style={{ fontSize: "0.8125rem" }} className="quiet">{word("dispute.side", event.side)} · {format.dateTime(event.at)}</div>
                    </Timeline.Item>
                ))}
            </Timeline>
        </Panel>
    );
}

/** What comes when nobody does anything. */
export function LeftAlone({ dispute }: { dispute: Dispute }) {
    const { t } = useTranslation();
    const format = useFormat();
    const then = dispute.left_alone;
    if (!then) return null;
    return (
        <div className={classes.alone}>
            <div className={classes.clock}><Clock at={then.next_at} /></div>
            <p>{t("evidence.leftAlone", { state: word("dispute.state", then.next).toLocaleLowerCase(), end: format.dateTime(then.ends_at), outcome: word("dispute.outcome", then.outcome).toLocaleLowerCase(), percent: then.refund_percent })}</p>
        </div>
    );
}
