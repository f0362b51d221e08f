// A new agency's way to its first sale. A file or a program brings leads; the rest is said once.
import { usePages } from "@/shared/api/hooks";
import { FirstSteps } from "@/shared/first/first-steps";
import { useTranslation } from "@/shared/i18n";

const ONE = { query: { limit: 1 } };

export function FirstSale({ sold }: { sold: boolean }) {
    const { t } = useTranslation("agency");
    const leads = usePages("/v1/leads", ONE), payees = usePages("/v1/payees", ONE), endpoints = usePages("/v1/endpoints", ONE);
    const some = ({ items }: { items: unknown[] | undefined }) => items && items.length > 0;
    return (
        <FirstSteps title={t("home.firstTitle")} steps={[
            { done: some(leads), title: t("home.firstLead"), text: t("home.firstLeadText"), href: "/agency/upload", action: t("nav.upload") },
            { done: sold, title: t("home.firstSold"), text: t("home.firstSoldText") },
            { done: some(endpoints), title: t("home.firstHear"), text: t("home.firstHearText"), href: "/agency/webhooks", action: t("nav.webhooks") },
            { done: some(payees), title: t("home.firstPaid"), text: t("home.firstPaidText"), href: "/agency/money", action: t("nav.money") },
        ]} />
    );
}
