// Offers: what the buyer pays agencies for leads made for it alone, and who may make them.
import { Button } from "@mantine/core";
import { Handshake, Plus } from "lucide-react";
import { useState } from "react";
import { usePages, type Item } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { OfferDialog } from "./dialog";

export type Offer = Extract<Item<"/v1/offers">, { sellers: unknown }>;
/** A company that sells too is shown others' offers; its own carry the sellers who asked. */
export const isOwn = (offer: Item<"/v1/offers">): offer is Offer => "sellers" in offer;

export default function OffersPage() {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const [making, setMaking] = useState(false);
    const asked = usePages("/v1/offers");
    const rows = { ...asked, items: asked.items?.filter(isOwn), fetchNextPage: undefined };
    const waiting = (offer: Offer) => offer.sellers.filter((one) => one.state === "asked").length;
    const columns: Column<Offer>[] = [
        { id: "name", header: t("order.name"), cell: (row) => row.name, csv: (row) => row.name },
        { id: "state", header: t("order.state"), cell: (row) => <Badge tone={row.state === "active" ? "good" : "plain"}>{t(`offer.states.${row.state}`)}</Badge>, csv: (row) => row.state },
        { id: "niche", header: t("order.niche"), cell: (row) => niches.title(row.niche), csv: (row) => row.niche },
        { id: "sellers", header: t("offer.sellers"), num: true, cell: (row) => <>{format.number(row.sellers.filter((one) => one.state === "admitted").length)} {waiting(row) > 0 && <Badge tone="warn">{t("offer.waiting", { count: waiting(row) })}</Badge>}</>, csv: (row) => row.sellers.length },
        { id: "price", header: t("offer.price"), num: true, cell: (row) => format.money(row.price), csv: (row) => row.price },
        { id: "created_at", header: t("shared:offer.made"), num: true, cell: (row) => format.date(row.created_at), csv: (row) => row.created_at },
    ];
    const make = mayWrite && <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>{t("offer.new")}</Button>;
    return (
        <>
            <PageHead title={t("nav.offers")} lead={t("offer.text")} actions={make} />
            <Panel flush>
                <DataTable name="offers" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `/advertiser/offers/${row.id}`}
                    empty={<Empty icon={Handshake} title={t("offer.none")} action={make}>{t("offer.noneText")}</Empty>} />
            </Panel>
            {making && <OfferDialog onClose={() => setMaking(false)} />}
        </>
    );
}
