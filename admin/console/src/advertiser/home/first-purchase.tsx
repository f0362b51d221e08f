// A new buyer's way to a first lead: money, an order, what it brings, and what came of it.
import { useGet, usePages } from "@/shared/api/hooks";
import { FirstSteps } from "@/shared/first/first-steps";
import { useTranslation } from "@/shared/i18n";

const ONE = { query: { limit: 1 } };

export function FirstPurchase({ bought }: { bought: boolean }) {
    const { t } = useTranslation("advertiser");
    const wallet = useGet("/v1/wallet"), orders = usePages("/v1/orders", ONE), work = usePages("/v1/work", ONE);
    const items = wallet.data?.items;
    return (
        <FirstSteps title={t("home.firstTitle")} steps={[
            { done: items && (bought || items.some((item) => (item.available?.amount ?? 0) > 0)), title: t("home.firstMoney"), text: t("home.firstMoneyText"), href: "/advertiser/money", action: t("home.wallet") },
            { done: orders.items && orders.items.length > 0, title: t("home.firstOrder"), text: t("home.firstOrderText"), href: "/advertiser/orders/new", action: t("order.new") },
            { done: bought, title: t("home.firstBought"), text: t("home.firstBoughtText") },
            { done: work.items && work.items.some((item) => item.outcome !== null), title: t("home.firstOutcome"), text: t("home.firstOutcomeText"), href: bought ? "/advertiser/work" : undefined, action: t("nav.work") },
        ]} />
    );
}
