// One offer: who asked to make leads for it, whom it admits, and its order.
import { Button, Group } from "@mantine/core";
import { Users } from "lucide-react";
import { Link, Redirect } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import type { PageProps } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { OfferView } from "@/shared/offer/offer";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, type Tone } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { toast, toastFault } from "@/shared/ui/toast";
import { Until } from "@/shared/ui/until";
import { isOwn, type Offer } from "../offers/page";

type Member = Offer["sellers"][number];
const TONES: Record<Member["state"], Tone> = { asked: "warn", admitted: "good", refused: "bad" };

export default function OfferPage({ params }: PageProps) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const asked = useGet("/v1/offers/{offer}", { path: { offer: params.offer! } });
    const back = { to: "/advertiser/offers", label: t("nav.offers") };
    const offer = asked.data;
    if (!offer) return <Until asked={asked} title={t("shared:offer.one")} back={back} />;
    // a company that sells too sees others' where it sells
    if (!isOwn(offer)) return <Redirect to={`/agency/offers/${offer.id}`} replace />;
    const close = async () => {
        if (await confirm({ title: t("offer.closeTitle"), body: t("offer.closeText"), action: t("offer.close"), danger: true }))
            await ok(api.POST("/v1/offers/{offer}/close", { params: { path: { offer: offer.id } }, body: {} as never, headers: intention() })).then(() => (toast(t("offer.closed")), refresh("/v1/offers", "/v1/orders")), toastFault);
    };
    return (
        <OfferView offer={offer} back={back} badge={<Badge tone={offer.state === "active" ? "good" : "plain"}>{t(`offer.states.${offer.state}`)}</Badge>} terms={[
            [t("order.niche"), niches.title(offer.niche)],
            [t("offer.price"), <b key="p">{format.money(offer.price)}</b>],
            [t("order.one"), <Link key="o" href={`/advertiser/orders/${offer.order}`}>{t("offer.order")}</Link>],
        ]} actions={mayWrite && offer.state === "active" && <Button variant="default" onClick={() => void close()}>{t("offer.close")}</Button>}>
            <Sellers offer={offer} mayWrite={mayWrite} />
        </OfferView>
    );
}

function Sellers({ offer, mayWrite }: { offer: Offer; mayWrite: boolean }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const decide = (member: Member, what: "admit" | "refuse") =>
        ok(api.POST(`/v1/offers/{offer}/sellers/{org}/${what}`, { params: { path: { offer: offer.id, org: member.seller } }, body: {} as never, headers: intention() }))
            .then(() => (toast(t(what === "admit" ? "offer.admitted" : "offer.refused", { alias: member.alias })), refresh("/v1/offers")), toastFault);
    const columns: Column<Member>[] = [
        { id: "alias", header: t("sale.seller"), cell: (row) => row.alias, csv: (row) => row.alias },
        { id: "state", header: t("order.state"), cell: (row) => <Badge tone={TONES[row.state]}>{t(`offer.members.${row.state}`)}</Badge>, csv: (row) => row.state },
        { id: "asked_at", header: t("offer.askedAt"), num: true, cell: (row) => format.date(row.asked_at), csv: (row) => row.asked_at },
        { id: "decide", header: "", cell: (row) => mayWrite && offer.state === "active" && (
            <Group gap={6} justify="flex-end" wrap="nowrap">
                {row.state !== "admitted" && <Button size="compact-sm" onClick={() => void decide(row, "admit")}>{t("offer.admit")}</Button>}
                {row.state !== "refused" && <Button size="compact-sm" variant="default" onClick={() => void decide(row, "refuse")}>{t("offer.refuse")}</Button>}
            </Group>
        ) },
    ];
    return (
        <Panel flush title={t("offer.sellers")}>
            <DataTable name="offer-sellers" columns={columns} rows={{ items: offer.sellers, isPending: false, error: null, refetch: () => undefined }} rowKey={(row) => row.seller} empty={<Empty icon={Users} title={t("offer.nobody")}>{t("offer.nobodyText")}</Empty>} />
        </Panel>
    );
}
