// Asks to pay into the wallet by transfer; what is asked for is then shown with how to pay it.
import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useForm } from "@/shared/form/use-form";
import { parseMinor } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import type { TopUp } from "./top-ups";

interface Props {
    /** Of the wallets there are; others trade in niches. */
    currencies: string[];
    onAsked: (topUp: TopUp) => void;
    onClose: () => void;
}

export function AskDialog({ currencies, onAsked, onClose }: Props) {
    const { t } = useTranslation("advertiser");
    const options = [...new Set([...currencies, ...useNiches().items.map((niche) => niche.currency).sort()])];
    // a second press of the same intention is the same request
    const [header] = useState(intention);
    const form = useForm({
        initial: { amount: "", currency: "" },
        check: ({ amount, currency }) => ({ amount: (parseMinor(amount, currency || options[0] || "EUR") ?? 0) < 1 ? t("builder.amountWrong") : undefined }),
        submit: async (values) => {
            const currency = values.currency || options[0] || "";
            const asked = await ok(api.POST("/v1/wallet/top-ups", { params: { header }, body: { amount: { amount: parseMinor(values.amount, currency)!, currency } } }));
            onAsked(asked);
            await refresh("/v1/wallet");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("money.ask")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t("money.askText")}</Text>
                    <Group grow align="flex-start">
                        <TextInput label={t("money.amount")} inputMode="decimal" data-autofocus {...form.field("amount")} />
                        <Select label={t("money.currency")} data={options} allowDeselect={false} {...form.field("currency")} value={form.values.currency || options[0] || null} />
                    </Group>
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("money.askSend")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
