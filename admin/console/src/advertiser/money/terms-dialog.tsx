// When the wallet is low, and when and for how much it asks for money by itself.
import { Button, Group, Stack, Switch } from "@mantine/core";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { MoneyInput } from "@/shared/form/money-input";
import { useForm } from "@/shared/form/use-form";
import { parseMinor } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";

export function TermsDialog({ currency, onClose }: { currency: string; onClose: () => void }) {
    const { t } = useTranslation("advertiser");
    const form = useForm({
        initial: { low: "", asks: false, top_up_below: "", top_up: "" },
        check: ({ low, asks, top_up_below, top_up }) => {
            const wrong = (text: string, needed: boolean) => (text.trim() === "" ? (needed ? t("shared:field.missing_field") : undefined) : (parseMinor(text, currency) ?? -1) < 0 ? t("builder.amountWrong") : undefined);
            return { low: wrong(low, false), top_up_below: asks ? wrong(top_up_below, true) : undefined, top_up: asks ? wrong(top_up, true) : undefined };
        },
        submit: async ({ low, asks, top_up_below, top_up }) => {
            const minor = (text: string) => (text.trim() === "" ? null : parseMinor(text, currency));
            await ok(api.POST("/v1/wallet/terms", { body: { currency, low: minor(low), top_up_below: asks ? minor(top_up_below) : null, top_up: asks ? minor(top_up) : null }, headers: intention() }));
            toast(t("shared:done.saved"));
            onClose();
            await refresh("/v1/wallet");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("money.terms")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack>
                    <p className="quiet" style={{ margin: 0, fontSize: "0.875rem" }}>{t("money.termsText")}</p>
                    <MoneyInput currency={currency} label={t("money.lowBelow")} description={t("money.lowBelowText")} data-autofocus {...form.field("low")} />
                    <Switch label={t("money.asks")} description={t("money.asksText")} {...form.tick("asks")} />
                    {form.values.asks && (
                        <>
                            <MoneyInput currency={currency} label={t("money.askBelow")} {...form.field("top_up_below")} />
                            <MoneyInput currency={currency} label={t("money.askFor")} {...form.field("top_up")} />
                        </>
                    )}
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("shared:action.save")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
