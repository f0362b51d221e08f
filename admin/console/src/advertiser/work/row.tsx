// One purchase in the list: what it is, how warm, who has it, what comes next.
import { Link } from "wouter";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Badge, type Tone } from "@/shared/ui/blocks";
import { Temperature, word } from "@/shared/ui/words";
import type { WorkItem, WorkState } from "./change";
import classes from "./work.module.css";

const TONES: Record<WorkState, Tone> = { new: "info", working: "warn", waiting: "plain", done: "good" };

export function WorkStateBadge({ state }: { state: WorkState }) {
    const { t } = useTranslation("advertiser");
    return <Badge tone={TONES[state]}>{t(`work.states.${state}`)}</Badge>;
}

interface Props {
    item: WorkItem;
    chosen: boolean;
    /** Without a panel beside the list the row leads to its page. */
    onChoose: () => void;
    href?: string;
}

export function Row({ item, chosen, onChoose, href }: Props) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const niches = useNiches();
    const late = item.next_at !== null && item.state !== "done" && new Date(item.next_at).getTime() <= Date.now();
    const content = (
        <>
            <span className={classes.first}>
                {item.reads === 0 && <span className={classes.unread} title={t("work.unread")}><span className="hidden-text">{t("work.unread")}</span></span>}
                <b>{niches.title(item.niche)}</b> {item.region && <span className="quiet">{item.region}</span>}
                <Temperature state={item.temperature} />
                <time className={`quiet num ${classes.when}`} dateTime={item.sold_at} title={format.exact(item.sold_at)}>{format.relative(item.sold_at)}</time>
            </span>
            <span className={classes.second}>
                <WorkStateBadge state={item.state} />
                {item.sale_state === "disputed" && <Badge tone="warn">{word("sale.state", "disputed")}</Badge>}
                {item.outcome && <span>{word("outcome", item.outcome.kind)}</span>}
                {item.assignee && <span className="quiet">{item.assignee}</span>}
                {item.next_at && item.state !== "done" && <span className={late ? "bad" : "quiet"} title={format.exact(item.next_at)}>{item.next_action ?? t("work.next")} · {format.relative(item.next_at)}</span>}
                <span className={`num ${classes.when}`}>{format.money(item.price)}</span>
            </span>
        </>
    );
    const props = { className: `${classes.row} ${chosen ? classes.chosen : ""}`, "data-sale": item.sale, "aria-current": chosen || undefined };
    return <li>{href ? <Link href={href} {...props}>{content}</Link> : <button type="button" {...props} onClick={onChoose}>{content}</button>}</li>;
}
