// A statement of the agency's: what its leads brought, line by line.
import type { PageProps } from "@/shared/area";
import { useTranslation } from "@/shared/i18n";
import { StatementPage } from "@/shared/statement/statement";

export default function AgencyStatement({ params }: PageProps) {
    const { t } = useTranslation("agency");
    return <StatementPage id={params.statement!} back={{ to: "/agency/money", label: t("nav.money") }} about={({ lead }) => (lead ? { id: lead, href: `/agency/leads/${lead}` } : null)} />;
}
