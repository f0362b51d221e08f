// What the exchange told the company, latest first.
import { BellOff } from "lucide-react";
import { usePages, type Item } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat, type Money } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { word } from "@/shared/ui/words";
import classes from "./company.module.css";

type Notice = Item<"/v1/notices">;

const isMoney = (value: unknown): value is Money => typeof value === "object" && value !== null && "amount" in value && "currency" in value;

/** What is said in words of somebody, and the amount it is about; ids and the like say nothing to people. */
function useDetail() {
    const format = useFormat();
    const niches = useNiches();
    return ({ detail }: Notice): string => {
        const said = detail as Record<string, unknown>;
        return [
            said.niche && niches.title(String(said.niche)), said.measure && word("measure", String(said.measure)), isMoney(said.paid) ? format.money(said.paid) : isMoney(said.amount) && format.money(said.amount),
            isMoney(said.balance) && format.money(said.balance), said.reason, said.answer, said.reference,
        ].filter(Boolean).join(" · ");
    };
}

export function Notices() {
    const { t } = useTranslation("shell");
    const format = useFormat();
    const detail = useDetail();
    const rows = usePages("/v1/notices");
    const columns: Column<Notice>[] = [
        { id: "kind", header: t("notice.what"), csv: (row) => row.kind, cell: (row) => <>{word("shell:notice.kind", row.kind.replaceAll(".", "_"))}<div className={`quiet ${classes.words}`} style={{ fontSize: "0.8125rem", fontWeight: 400 }}>{detail(row)}</div></> },
        { id: "detail", header: "", hidden: true, cell: () => null, csv: detail },
        { id: "at", header: t("notice.at"), num: true, cell: (row) => <time dateTime={row.at} title={format.exact(row.at)}>{format.relative(row.at)}</time>, csv: (row) => row.at },
    ];
    return (
        <Panel flush title={t("notice.title")}>
            <DataTable name="notices" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={BellOff} title={t("notice.none")}>{t("notice.noneText")}</Empty>} />
        </Panel>
    );
}
