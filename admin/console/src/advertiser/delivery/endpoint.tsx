// One of them: its health, its log, a test, a new secret.
import type { PageProps } from "@/shared/area";
import { EndpointDetail } from "@/shared/endpoints/detail";
import { useTranslation } from "@/shared/i18n";
import { EVENTS } from "./page";

export default function EndpointPage({ params }: PageProps) {
    const { t } = useTranslation("advertiser");
    return <EndpointDetail id={params.endpoint!} back={{ to: "/advertiser/delivery", label: t("nav.delivery") }} events={EVENTS} leads />;
}
