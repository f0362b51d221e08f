// People nobody must be sold.
import { useTranslation } from "@/shared/i18n";
import { SuppressionsForm } from "@/shared/suppressions/form";

export default function SuppressionsPage() {
    const { t } = useTranslation("operator");
    return <SuppressionsForm title={t("nav.suppressions")} text={t("suppress.text")} how={t("suppress.how")} />;
}
