// Offers: advertisers pay for leads made for them alone. The agency asks to join; the advertiser admits.
import { Handshake } from "lucide-react";
import { usePages, type Item } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, type Tone } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";

export type Offer = Extract<Item<"/v1/offers">, { joined: unknown }>;
/** A company that buys too is also listed its own, which carry their sellers. */
export const isOthers = (offer: Item<"/v1/offers">): offer is Offer => "joined" in offer;

const TONES: Record<NonNullable<Offer["joined"]>, Tone> = { asked: "warn", admitted: "good", refused: "bad" };

export function Joined({ offer }: { offer: Offer }) {
    const { t } = useTranslation("agency");
    return <Badge tone={offer.joined ? TONES[offer.joined] : "plain"}>{t(`offer.joined.${offer.joined ?? "not"}`)}</Badge>;
}

export default function OffersPage() {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const niches = useNiches();
    const asked = usePages("/v1/offers");
    const columns: Column<Offer>[] = [
        { id: "name", header: t("lead.name"), cell: (row) => row.name, csv: (row) => row.name },
        { id: "buyer", header: t("sale.buyer"), cell: (row) => row.buyer, csv: (row) => row.buyer },
        { id: "niche", header: t("lead.niche"), cell: (row) => niches.title(row.niche), csv: (row) => row.niche },
        { id: "joined", header: t("offer.you"), cell: (row) => <Joined offer={row} />, csv: (row) => row.joined },
        { id: "buying", header: t("lead.state"), cell: (row) => <Badge tone={row.buying ? "good" : "plain"}>{t(row.buying ? "offer.buying" : "offer.resting")}</Badge>, csv: (row) => row.buying },
        { id: "payout", header: t("lead.payout"), num: true, cell: (row) => <b>{format.money(row.payout)}</b>, csv: (row) => row.payout },
        { id: "created_at", header: t("shared:offer.made"), num: true, cell: (row) => format.date(row.created_at), csv: (row) => row.created_at },
    ];
    return (
        <>
            <PageHead title={t("nav.offers")} lead={t("offer.text")} />
            <Panel flush>
                <DataTable name="offers" columns={columns} rows={{ ...asked, items: asked.items?.filter(isOthers), fetchNextPage: undefined }} rowKey={(row) => row.id} href={(row) => `/agency/offers/${row.id}`}
                    empty={<Empty icon={Handshake} title={t("offer.none")}>{t("offer.noneText")}</Empty>} />
            </Panel>
        </>
    );
}
