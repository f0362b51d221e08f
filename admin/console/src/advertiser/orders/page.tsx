// Every order of the company: what buys, what rests, what has ended.
import { Button } from "@mantine/core";
import { Plus, ShoppingCart } from "lucide-react";
import { Link } from "wouter";
import { usePages } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { OrderState, useOrderKind, type Order } from "../order/shared";

export default function OrdersPage() {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const niches = useNiches();
    const kind = useOrderKind();
    const mayWrite = useMayWrite();
    const rows = usePages("/v1/orders", { query: { limit: 100 } });
    const caps = (order: Order) => order.caps.map((cap) => [cap.count != null && format.number(cap.count), cap.amount && format.money(cap.amount, { digits: 0 })].filter(Boolean).join(" / ") + ` ${t(`cap.per.${cap.per}`)}`).join(", ");
    const columns: Column<Order>[] = [
        { id: "name", header: t("order.name"), cell: (row) => row.name, csv: (row) => row.name, sort: (row) => row.name },
        { id: "state", header: t("order.state"), cell: (row) => <OrderState state={row.state} />, csv: (row) => row.state, sort: (row) => row.state },
        { id: "niche", header: t("order.niche"), cell: (row) => niches.title(row.niche), csv: (row) => row.niche, sort: (row) => row.niche },
        { id: "type", header: t("order.type"), cell: kind, csv: (row) => row.type, sort: (row) => row.type },
        { id: "caps", header: t("order.caps"), cell: (row) => <span className="quiet">{caps(row) || "–"}</span>, csv: caps },
        { id: "shared_price", header: t("order.sharedPrice"), num: true, cell: (row) => format.money(row.shared_price), csv: (row) => row.shared_price, sort: (row) => row.shared_price?.amount ?? 0 },
        { id: "exclusive_price", header: t("order.exclusivePrice"), num: true, cell: (row) => format.money(row.exclusive_price), csv: (row) => row.exclusive_price, sort: (row) => row.exclusive_price?.amount ?? 0 },
    ];
    const make = mayWrite && <Button component={Link} href="/advertiser/orders/new" leftSection={<Plus size={16} aria-hidden />}>{t("order.new")}</Button>;
    return (
        <>
            <PageHead title={t("nav.orders")} lead={t("order.listText")} actions={make} />
            <Panel flush>
                <DataTable name="orders" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `/advertiser/orders/${row.id}`}
                    empty={<Empty icon={ShoppingCart} title={t("order.none")} action={make}>{t("order.noneText")}</Empty>} />
            </Panel>
        </>
    );
}
