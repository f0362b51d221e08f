// Where purchases and what becomes of them are sent.
import type { EndpointEvent } from "@/shared/endpoints/list";
import { EndpointList } from "@/shared/endpoints/list";
import { useTranslation } from "@/shared/i18n";
import { PageHead } from "@/shared/ui/page-head";

/** What a buyer may hear besides the purchases of its orders. */
export const EVENTS: EndpointEvent[] = [
    "sale.settled", "consent.revoked", "wallet.low", "market.match", "dispute.contested", "dispute.ruled", "dispute.appealed", "dispute.final",
    "endpoint.disabled", "notice.posted",
];

export default function DeliveryPage() {
    const { t } = useTranslation("advertiser");
    return (
        <>
            <PageHead title={t("nav.delivery")} lead={t("delivery.text")} />
            <EndpointList base="/advertiser/delivery" events={EVENTS} leads emptyText={t("delivery.empty")} />
        </>
    );
}
