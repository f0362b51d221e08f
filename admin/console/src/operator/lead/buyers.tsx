// Who bought the lead, and taking a settled sale back.
import { Button } from "@mantine/core";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import type { Whole } from "@/shared/lead/whole";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Panel } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";
import { SaleState, word } from "@/shared/ui/words";
import { ReverseDialog } from "./reverse-dialog";

export type Sale = Whole["sales"][number];

export function Buyers({ lead }: { lead: Whole }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const [reversed, reverse] = useState<Sale | null>(null);
    const columns: Column<Sale>[] = [
        { id: "buyer", header: t("reverse.buyer"), csv: (row) => row.buyer, cell: (row) => (
            <div>{row.buyer_org ? <Link href={`/operator/orgs/${row.buyer_org}`}>{row.buyer}</Link> : row.buyer}<div className="quiet"><Id id={row.id} /></div></div>
        ) },
        { id: "sale", header: "ID", hidden: true, cell: (row) => row.id, csv: (row) => row.id },
        { id: "state", header: t("org.state"), cell: (row) => <div><SaleState state={row.state} /><div className="quiet">{word("sale", row.exclusive ? "exclusive" : "shared")}</div></div>, csv: (row) => row.state },
        { id: "price", header: t("desk.price"), num: true, cell: (row) => <b>{format.money(row.price)}</b>, csv: (row) => row.price },
        { id: "fee", header: t("niche.term.fee_bp"), num: true, cell: (row) => format.money(row.fee), csv: (row) => row.fee },
        { id: "settled", header: t("reverse.settled"), num: true, cell: (row) => (row.settled_at ? <time dateTime={row.settled_at} title={format.exact(row.settled_at)}>{format.date(row.settled_at)}</time> : "–"), csv: (row) => row.settled_at },
        { id: "do", header: "", num: true, cell: (row) => mayWrite && row.state === "final" && <Button size="compact-sm" variant="default" leftSection={<Undo2 size={14} aria-hidden />} onClick={() => reverse(row)}>{t("reverse.do")}</Button> },
    ];
    return (
        <Panel flush title={t("lead.buyers")}>
            <DataTable name="sales" columns={columns} rows={{ items: lead.sales, isPending: false, error: null, refetch: () => undefined }} rowKey={(row) => row.id}
                empty={<p className="quiet" style={{ margin: 0, padding: "0 20px 20px" }}>{t("lead.notSold")}</p>} />
            {reversed && <ReverseDialog sale={reversed} seller={lead.seller?.name ?? ""} onClose={() => reverse(null)} />}
        </Panel>
    );
}
