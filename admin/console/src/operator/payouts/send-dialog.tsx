// A batch of all that is approved in a currency, oldest first; its file is then given to the bank.
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";

export function SendDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const [header] = useState(intention);
    const currencies = [...new Set(useNiches().items.map((niche) => niche.currency))].sort();
    const form = useForm({
        initial: { currency: currencies[0] ?? "" },
        check: ({ currency }) => ({ currency: currency === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ currency }) => {
            const made = await ok(api.POST("/v1/admin/payout-batches", { params: { header }, body: { currency } }));
            onClose();
            toast(t("payout.sent", { amount: format.money(made.amount) }));
            await refresh("/v1/payouts", "/v1/admin/payout-batches", "/v1/floor");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("payout.send")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t("payout.sendText")}</Text>
                    <Select label={t("money.currency")} data={currencies} allowDeselect={false} {...form.field("currency")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("payout.send")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
