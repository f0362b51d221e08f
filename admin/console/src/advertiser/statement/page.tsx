// A statement of the buyer's: what was paid for each purchase, and what came back.
import type { PageProps } from "@/shared/area";
import { useTranslation } from "@/shared/i18n";
import { StatementPage } from "@/shared/statement/statement";

export default function AdvertiserStatement({ params }: PageProps) {
    const { t } = useTranslation("advertiser");
    return <StatementPage id={params.statement!} back={{ to: "/advertiser/money", label: t("nav.money") }} about={({ sale }) => (sale ? { id: sale, href: `/advertiser/leads/${sale}` } : null)} />;
}
