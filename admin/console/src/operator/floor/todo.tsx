// What waits for a person's decision, each a way to it.
import { CircleCheck } from "lucide-react";
import { Link } from "wouter";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import type { Floor } from "./page";
import classes from "./floor.module.css";

export function Todo({ floor }: { floor: Floor }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const rulings = floor.disputes.filter(({ state }) => state === "contested" || state === "appealed").reduce((all, { count }) => all + count, 0);
    const jobs = [
        { label: t("floor.todoDisputes"), count: rulings, to: "/operator/disputes" },
        { label: t("floor.todoReviews"), count: floor.leads.in_review, to: "/operator/reviews" },
        { label: t("floor.todoAlerts"), count: floor.alerts, to: "/operator/alerts" },
        { label: t("floor.todoAppeals"), count: floor.appeals, to: "/operator/alerts?state=all" },
        { label: t("floor.todoTopUps"), count: floor.top_ups, to: "/operator/money" },
        { label: t("floor.todoPayouts"), count: floor.payouts.requested, to: "/operator/payouts?state=requested" },
        { label: t("floor.todoSend"), count: floor.payouts.approved, to: "/operator/payouts?state=approved" },
    ].filter(({ count }) => count > 0);
    return (
        <Panel title={t("floor.todo")}>
            {jobs.length === 0 ? <p className={classes.done}><CircleCheck size={17} aria-hidden /> {t("floor.todoNone")}</p> : (
                <ul className={classes.todo}>
                    {jobs.map(({ label, count, to }) => <li key={to}><Link href={to}><span>{label}</span><b className="num">{format.number(count)}</b></Link></li>)}
                </ul>
            )}
        </Panel>
    );
}
