// What the order pays: a shared price, an exclusive one, or both; and whether it takes listed leads too.
import { NumberInput, Switch } from "@mantine/core";
import { useGet } from "@/shared/api/hooks";
import type { Niche } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { MoneyInput } from "@/shared/form/money-input";
import type { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Columns, Panel } from "@/shared/ui/blocks";
import type { Values } from "./values";

/** live: leads as they come, and nothing of the marketplace. */
export function Prices({ niche, form, live }: { niche: Niche; form: ReturnType<typeof useForm<Values>>; live?: boolean }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const guide = useGet("/v1/prices", { query: { niche: niche.name } }, { staleTime: 300_000 });
    const floor = (amount: number) => t("builder.floor", { price: format.money({ amount, currency: niche.currency }) });
    const { currency } = niche;
    return (
        <Panel title={t("builder.prices")}>
            <p className="quiet" style={{ margin: "0 0 16px", fontSize: "0.875rem" }}>{t("builder.pricesText")}{guide.data?.guide && ` ${t("builder.guide", { price: format.money(guide.data.guide) })}`}</p>
            <Columns least={220}>
                <MoneyInput currency={currency} label={t("builder.sharedPrice")} description={floor(niche.floor_shared)} {...form.field("shared_price")} />
                <MoneyInput currency={currency} label={t("builder.exclusivePrice")} description={floor(niche.floor_exclusive)} {...form.field("exclusive_price")} />
            </Columns>
            {!live && niche.market?.on !== false && <Switch mt="md" label={t("order.onMarket")} description={t("builder.marketText")} {...form.tick("market")} />}
            {form.values.market && (
                <div style={{ marginTop: 12 }}>
                    <Columns least={220}>
                        <MoneyInput currency={currency} label={t("builder.marketPrice")} {...form.field("market_price")} />
                        <NumberInput label={t("builder.marketHours")} placeholder={t("builder.any")} min={1} max={8784} allowDecimal={false} {...form.field("market_hours")} />
                    </Columns>
                </div>
            )}
        </Panel>
    );
}
