// The first page of the audience.
import { Facts, Panel } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { useTranslation } from "@/shared/i18n";
import { useMe } from "@/shared/session/session";

export default function AdvertiserHome() {
    const { t } = useTranslation("advertiser");
    const me = useMe();
    return (
        <>
            <PageHead title={t("nav.home")} />
            <Panel><Facts items={[[t("company"), me.org.name]]} /></Panel>
        </>
    );
}
