// Taking a settled sale back: how much and why, then what that does to both sides' balances, then it is done. It is for good:
// new entries undo the old ones, and a sale is reversed once.
import { Alert, Button, Group, NumberInput, Stack, Text, Textarea } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import type { Sale } from "./buyers";
import { ReversalPreview } from "./reversal-preview";

interface Props {
    sale: Sale;
    seller: string;
    onClose: () => void;
}

/** What stands in the input as a per cent that can be asked about. */
const asked = (percent: number | string) => Math.min(100, Math.max(1, Math.round(Number(percent) || 100)));

export function ReverseDialog({ sale, seller, onClose }: Props) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const [header] = useState(intention);
    const [sure, setSure] = useState(false);
    const form = useForm({
        initial: { percent: 100 as number | string, text: "" },
        pointers: { percent: "/refund_percent" },
        check: ({ percent, text }) => ({ percent: percent === "" ? t("shared:field.missing_field") : undefined, text: text.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ percent, text }) => {
            if (!sure) return setSure(true);
            const done = await ok(api.POST("/v1/admin/sales/{sale}/reverse", { params: { path: { sale: sale.id }, header }, body: { refund_percent: asked(percent), text: text.trim() } }));
            onClose();
            toast(t("reverse.done", { amount: format.money({ ...done.from_seller, amount: done.from_seller.amount + done.from_fee.amount }), buyer: sale.buyer }));
            await refresh("/v1/leads", "/v1/transfers", "/v1/admin/sales", "/v1/admin/ledger", "/v1/statements");
        },
    });
    const { percent, text } = form.values;
    const preview = useGet("/v1/admin/sales/{sale}/reverse", { path: { sale: sale.id }, query: { refund_percent: asked(percent) } }, { placeholderData: keepPreviousData, staleTime: 0 });
    const said = preview.data;
    const moved = said && { ...said.refund, amount: said.from_fee.amount + said.from_seller.amount };
    return (
        <Dialog onClose={onClose} title={t(sure ? "reverse.sure" : "reverse.title", { buyer: sale.buyer })} size="lg" closeOnClickOutside={false}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    {!sure && (
                        <>
                            <Text size="sm" c="dimmed">{t("reverse.text", { price: format.money(sale.price) })}</Text>
                            <NumberInput label={t("case.percent")} min={1} max={100} allowDecimal={false} clampBehavior="strict" suffix=" %" data-autofocus {...form.field("percent")} />
                            <Textarea label={t("reason.label")} description={t("reverse.reasonText")} autosize minRows={2} maxLength={4000} {...form.field("text")} />
                        </>
                    )}
                    {preview.error && <Fault fault={preview.error} retry={preview.refetch} />}
                    {said && !said.possible && <Alert color="yellow" variant="light">{said.state === "final" ? t("reverse.tooLittle", { amount: format.money(said.refunded) }) : t("reverse.notFinal")}</Alert>}
                    {said?.possible && <ReversalPreview said={said} buyer={sale.buyer} seller={seller} stale={preview.isPlaceholderData} />}
                    {sure && <Alert color="red" variant="light">{t("reverse.forGood")}<br /><b>{t("reason.label")}:</b> {text.trim()}</Alert>}
                    {form.fault !== null && <Fault fault={form.fault} />}
                    {/* keys: who leans on Enter, or presses twice, comes to the question and not past it */}
                    {sure ? (
                        <Group key="sure" justify="flex-end">
                            <Button autoFocus variant="default" onClick={() => setSure(false)}>{t("shared:action.back")}</Button>
                            <Button type="submit" color="red" loading={form.busy} disabled={!said?.possible} onClick={(event) => event.detail > 1 && event.preventDefault()}>{t("reverse.give", { amount: format.money(moved) })}</Button>
                        </Group>
                    ) : (
                        <Group key="how" justify="flex-end">
                            <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                            <Button type="submit" disabled={!said?.possible || preview.isPlaceholderData}>{t("reverse.next")}</Button>
                        </Group>
                    )}
                </Stack>
            </form>
        </Dialog>
    );
}
