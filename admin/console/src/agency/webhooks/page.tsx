// Where the agency hears what became of its leads.
import type { EndpointEvent } from "@/shared/endpoints/list";
import { EndpointList } from "@/shared/endpoints/list";
import { useTranslation } from "@/shared/i18n";
import { PageHead } from "@/shared/ui/page-head";

export const EVENTS: EndpointEvent[] = [
    "sale.settled", "lead.closed", "outcome.reported", "dispute.opened", "dispute.contested", "dispute.ruled", "dispute.appealed", "dispute.final", "dispute.withdrawn",
    "endpoint.disabled", "notice.posted",
];

export default function WebhooksPage() {
    const { t } = useTranslation("agency");
    return (
        <>
            <PageHead title={t("nav.webhooks")} lead={t("webhook.text")} />
            <EndpointList base="/agency/webhooks" events={EVENTS} leads={false} emptyText={t("webhook.empty")} />
        </>
    );
}
