// What changed suddenly, and which companies ask to be heard.
import { Stack } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { useTranslation } from "@/shared/i18n";
import { Appeals } from "./appeals";
import { Changes } from "./changes";

export default function AlertsPage() {
    const { t } = useTranslation("operator");
    return (
        <>
            <PageHead title={t("nav.alerts")} lead={t("alert.text")} />
            <Stack>
                <Changes />
                <Appeals />
            </Stack>
        </>
    );
}
