// People the buyer must not be sold.
import { useTranslation } from "@/shared/i18n";
import { SuppressionsForm } from "@/shared/suppressions/form";

export default function SuppressionsPage() {
    const { t } = useTranslation("advertiser");
    return <SuppressionsForm title={t("nav.suppressions")} text={t("suppress.text")} how={t("suppress.how")} />;
}
