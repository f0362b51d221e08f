// One offer: what is wanted, what it pays, and asking to join. Leads for it name its id.
import { Button } from "@mantine/core";
import { Handshake } from "lucide-react";
import { Redirect } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import type { PageProps } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { OfferView } from "@/shared/offer/offer";
import { useMayWrite } from "@/shared/session/session";
import { Panel } from "@/shared/ui/blocks";
import { toast, toastFault } from "@/shared/ui/toast";
import { Until } from "@/shared/ui/until";
import { isOthers, Joined, type Offer } from "../offers/page";

export default function OfferPage({ params }: PageProps) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const asked = useGet("/v1/offers/{offer}", { path: { offer: params.offer! } });
    const back = { to: "/agency/offers", label: t("nav.offers") };
    const offer = asked.data;
    if (!offer) return <Until asked={asked} title={t("shared:offer.one")} back={back} />;
    // a company that buys too sees its own where it buys
    if (!isOthers(offer)) return <Redirect to={`/advertiser/offers/${offer.id}`} replace />;
    const join = () => ok(api.POST("/v1/offers/{offer}/join", { params: { path: { offer: offer.id } }, body: {} as never, headers: intention() }))
        .then(() => (toast(t("offer.askedDone", { buyer: offer.buyer })), refresh("/v1/offers")), toastFault);
    return (
        <OfferView offer={offer} back={back} badge={<Joined offer={offer} />} terms={[
            [t("sale.buyer"), offer.buyer],
            [t("lead.niche"), niches.title(offer.niche)],
            [t("sale.price"), format.money(offer.price)],
            [t("lead.payout"), <b key="p">{format.money(offer.payout)}</b>],
            [t("lead.state"), t(offer.buying ? "offer.buying" : "offer.resting")],
        ]} actions={mayWrite && offer.joined === null && offer.state === "active" && <Button leftSection={<Handshake size={16} aria-hidden />} onClick={() => void join()}>{t("offer.join")}</Button>}>
            <Panel title={t("offer.next")}><Next offer={offer} /></Panel>
        </OfferView>
    );
}

/** What to do now, by how the agency stands to it. */
function Next({ offer }: { offer: Offer }) {
    const { t } = useTranslation("agency");
    const text = offer.state === "closed" ? t("offer.nextClosed") : t(`offer.do.${offer.joined ?? "not"}`, { buyer: offer.buyer });
    return (
        <>
            <p style={{ margin: 0 }}>{text}</p>
            {offer.joined === "admitted" && offer.state === "active" && <pre style={{ margin: "12px 0 0", overflowX: "auto" }}><code>{`{"niche": "${offer.niche}", "kind": "targeted", "offer": "${offer.id}", …}`}</code></pre>}
        </>
    );
}
