// What waits for the buyer, the dearest delay first; each line leads to where it is done.
import { CalendarClock, ChevronRight, MailOpen, Scale, Wallet, type LucideIcon } from "lucide-react";
import { Link } from "wouter";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import classes from "./home.module.css";
import type { Buyer } from "./page";

interface Line {
    icon: LucideIcon;
    text: string;
    href: string;
    warn?: boolean;
}

export function Todo({ buyer }: { buyer: Buyer }) {
    const { t } = useTranslation("advertiser");
    const empty = buyer.available !== null && buyer.available.length > 0 && buyer.available.every((money) => money.amount <= 0);
    const lines: Line[] = [];
    if (empty) lines.push({ icon: Wallet, text: t("home.todoEmpty"), href: "/advertiser/money", warn: true });
    if (buyer.work.due > 0) lines.push({ icon: CalendarClock, text: t("home.todoDue", { count: buyer.work.due }), href: "/advertiser/work?due=now", warn: true });
    if (buyer.unread > 0) lines.push({ icon: MailOpen, text: t("home.todoUnread", { count: buyer.unread }), href: "/advertiser/work?state=new" });
    if (buyer.disputes > 0) lines.push({ icon: Scale, text: t("home.todoDisputes", { count: buyer.disputes }), href: "/advertiser/disputes" });
    if (lines.length === 0) return <Panel title={t("home.todo")}><p className="quiet" style={{ margin: 0 }}>{t("home.todoNone")}</p></Panel>;
    return (
        <Panel flush title={t("home.todo")}>
            <ul className={classes.todo}>
                {lines.map(({ icon: Icon, text, href, warn }) => (
                    <li key={href}>
                        <Link href={href} className={warn ? classes.warn : undefined}>
                            <Icon size={17} aria-hidden />
                            <span>{text}</span>
                            <ChevronRight size={15} aria-hidden />
                        </Link>
                    </li>
                ))}
            </ul>
        </Panel>
    );
}
