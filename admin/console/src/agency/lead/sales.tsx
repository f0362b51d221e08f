// Who bought the lead and what that brings.
import { ShoppingBag } from "lucide-react";
import type { Money } from "@/shared/format/format";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { SaleState } from "@/shared/ui/words";
import type { Whole } from "@/shared/lead/whole";

type Sale = Whole["sales"][number];

export function SalesPanel({ sales, payout }: { sales: Sale[]; payout: Money }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const columns: Column<Sale>[] = [
        { id: "buyer", header: t("sale.buyer"), cell: (row) => row.buyer, csv: (row) => row.buyer },
        { id: "exclusive", header: t("sale.how"), cell: (row) => (row.exclusive ? t("shared:sale.exclusive") : t("shared:sale.shared")), csv: (row) => row.exclusive },
        { id: "state", header: t("lead.state"), cell: (row) => <SaleState state={row.state} />, csv: (row) => row.state },
        { id: "price", header: t("sale.price"), num: true, cell: (row) => format.money(row.price), csv: (row) => row.price },
        { id: "fee", header: t("sale.fee"), num: true, cell: (row) => format.money({ ...row.fee, amount: -row.fee.amount }), csv: (row) => row.fee },
        { id: "payout", header: t("sale.yours"), num: true, cell: (row) => <b>{format.money(row.payout)}</b>, csv: (row) => row.payout },
        { id: "window", header: t("sale.window"), num: true, cell: (row) => (row.settled_at ? format.date(row.settled_at) : format.relative(row.window_ends_at)), csv: (row) => row.window_ends_at },
    ];
    return (
        <Panel flush title={t("sale.title")} actions={sales.length > 0 && <b className="num">{format.money(payout)}</b>}>
            <DataTable name="sales" columns={columns} rows={{ items: sales, isPending: false, error: null, refetch: () => undefined }} rowKey={(row) => row.id}
                empty={<Empty icon={ShoppingBag} title={t("sale.none")}>{t("sale.noneText")}</Empty>} />
        </Panel>
    );
}
