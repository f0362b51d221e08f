// One of them.
import type { PageProps } from "@/shared/area";
import { EndpointDetail } from "@/shared/endpoints/detail";
import { useTranslation } from "@/shared/i18n";
import { EVENTS } from "./page";

export default function WebhookPage({ params }: PageProps) {
    const { t } = useTranslation("agency");
    return <EndpointDetail id={params.endpoint!} back={{ to: "/agency/webhooks", label: t("nav.webhooks") }} events={EVENTS} leads={false} />;
}
