// What an entry changed: each field before and after; the first few at once, all on request.
import { useState } from "react";
import type { Item } from "@/shared/api/hooks";
import { useTranslation } from "@/shared/i18n";
import classes from "./audit.module.css";

const FIRST = 3;
const show = (value: unknown) => (value === null || value === undefined ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value));

export function Changes({ changes, detail }: Pick<Item<"/v1/admin/audit">, "changes" | "detail">) {
    const { t } = useTranslation("operator");
    const [all, setAll] = useState(false);
    const rows: [string, string][] = changes
        ? Object.entries(changes).map(([name, [before, after]]) => [name, before === null ? show(after) : `${show(before)} → ${show(after)}`])
        : Object.entries(detail ?? {}).map(([name, value]) => [name, show(value)]);
    if (rows.length === 0) return <>–</>;
    return (
        <div className={classes.changes}>
            {(all ? rows : rows.slice(0, FIRST)).map(([name, text]) => <div key={name}><span className="quiet">{name.replaceAll("_", " ")}</span> {text}</div>)}
            {rows.length > FIRST && <button type="button" onClick={() => setAll(!all)} aria-expanded={all}>{all ? t("audit.less") : t("audit.more", { count: rows.length - FIRST })}</button>}
        </div>
    );
}
