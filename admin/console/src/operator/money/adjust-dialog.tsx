// A gift, a write-off, or money that the exchange takes out of its revenue. Above the currency's limit a colleague approves.
import { Button, Group, Input, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { MoneyFields, moneyBody, NO_MONEY, useMoneyFaults } from "../common/money-fields";

const KINDS = ["gift", "write_off", "draw"] as const;
type Kind = (typeof KINDS)[number];

export function AdjustDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("operator");
    const faults = useMoneyFaults();
    const [header] = useState(intention);
    const form = useForm({
        initial: { ...NO_MONEY, kind: "gift" as Kind, reason: "" },
        check: (values) => ({ ...faults(values, 1, values.kind !== "draw"), reason: values.reason.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async (values) => {
            const { kind, org, reason } = values;
            const made = await ok(api.POST("/v1/admin/adjustments", { params: { header }, body: { kind, ...(kind === "draw" ? {} : { org }), amount: moneyBody(values), reason: reason.trim() } }));
            onClose();
            toast(t(made.state === "done" ? "money.adjusted" : "money.adjustWaits"));
            await refresh("/v1/admin/adjustments", "/v1/transfers", "/v1/admin/ledger");
        },
    });
    const { kind } = form.values;
    return (
        <Dialog onClose={onClose} title={t("money.adjust")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <Input.Wrapper label={t("money.kind")} labelElement="div">
                        <SegmentedControl fullWidth role="radiogroup" aria-label={t("money.kind")} value={kind} onChange={(next) => form.set("kind", next as Kind)} data={KINDS.map((value) => ({ value, label: t(`money.kinds.${value}`) }))} />
                    </Input.Wrapper>
                    <Text size="sm" c="dimmed">{t(`money.kindText.${kind}`)}</Text>
                    <MoneyFields form={form} withOrg={kind !== "draw"} />
                    <Textarea label={t("reason.label")} autosize minRows={2} maxLength={500} {...form.field("reason")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("money.adjust")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
