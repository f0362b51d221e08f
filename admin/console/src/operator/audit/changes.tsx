// What an entry changed: each field before and after; the first few at once, all on request.
import { useState } from "react";
import type { Item } from "@/shared/api/hooks";
import { useFormat, type Money } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useOrgs } from "../common/use-orgs";
import classes from "./audit.module.css";

const FIRST = 3;
const isMoney = (value: object): value is Money => Object.keys(value).sort().join() === "amount,currency";

/** Amounts, times and companies as people know them; anything else as it was written. */
function useShow() {
    const format = useFormat();
    const orgs = useOrgs();
    return (value: unknown) => {
        if (value === null || value === undefined) return "–";
        if (typeof value === "object") return isMoney(value) ? format.money(value) : JSON.stringify(value);
        if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(String(value))) return format.dateTime(String(value));
        return orgs.items.find((org) => org.id === value)?.name ?? String(value);
    };
}

export function Changes({ changes, detail, subject }: Pick<Item<"/v1/admin/audit">, "changes" | "detail" | "subject">) {
    const { t } = useTranslation("operator");
    const [all, setAll] = useState(false);
    const show = useShow();
    const rows: [string, string][] = changes
        ? Object.entries(changes).filter(([, [, after]]) => after !== subject).map(([name, [before, after]]) => [name, before === null ? show(after) : `${show(before)} → ${show(after)}`])
        : Object.entries(detail ?? {}).filter(([, value]) => value !== subject).map(([name, value]) => [name, show(value)]);
    if (rows.length === 0) return <>–</>;
    return (
        <div className={classes.changes}>
            {(all ? rows : rows.slice(0, FIRST)).map(([name, text]) => <div key={name}><span className="quiet">{name.replaceAll("_", " ")}</span> {text}</div>)}
            {rows.length > FIRST && <button type="button" onClick={() => setAll(!all)} aria-expanded={all}>{all ? t("audit.less") : t("audit.more", { count: rows.length - FIRST })}</button>}
        </div>
    );
}
