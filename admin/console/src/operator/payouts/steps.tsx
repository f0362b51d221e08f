// What may be done about one payout now: approve or refuse; once sent, what the bank said.
import { Button, Group, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast, toastFault } from "@/shared/ui/toast";
import { ReasonDialog } from "../common/reason-dialog";
import type { Payout } from "./columns";

const again = () => refresh("/v1/payouts", "/v1/admin/payout-batches", "/v1/floor");

export function Steps({ payout }: { payout: Payout }) {
    const { t } = useTranslation("operator");
    const [asked, setAsked] = useState<"refuse" | "confirm" | "return" | null>(null);
    const init = () => ({ params: { path: { payout: payout.id } }, headers: intention() });
    const approve = async () => {
        try {
            const now = await ok(api.POST("/v1/admin/payouts/{payout}/approve", { ...init(), body: {} as never }));
            toast(t(now.state === "approved" ? "payout.approved" : "payout.first"));
            await again();
        } catch (fault) {
            toastFault(fault);
        }
    };
    const refuse = async (reason: string) => {
        await ok(api.POST("/v1/admin/payouts/{payout}/cancel", { ...init(), body: { reason } }));
        await again();
    };
    const close = () => setAsked(null);
    return (
        <Group gap={6} wrap="nowrap" justify="flex-end">
            {(payout.state === "requested" || payout.state === "approved") && <Button size="compact-sm" variant="default" onClick={() => setAsked("refuse")}>{t("payout.refuse")}</Button>}
            {payout.state === "requested" && <Button size="compact-sm" onClick={() => void approve()}>{t("payout.approve")}</Button>}
            {payout.state === "sent" && <Button size="compact-sm" variant="default" onClick={() => setAsked("return")}>{t("payout.back")}</Button>}
            {payout.state === "sent" && <Button size="compact-sm" onClick={() => setAsked("confirm")}>{t("payout.paid")}</Button>}
            {asked === "refuse" && <ReasonDialog title={t("payout.refuseTitle")} text={t("payout.refuseText")} action={t("payout.refuse")} danger submit={refuse} onClose={close} />}
            {(asked === "confirm" || asked === "return") && <BankDialog payout={payout} said={asked} onClose={close} />}
        </Group>
    );
}

function BankDialog({ payout, said, onClose }: { payout: Payout; said: "confirm" | "return"; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const [header] = useState(intention);
    const form = useForm({
        initial: { reference: "", reason: "" },
        submit: async ({ reference, reason }) => {
            const init = { params: { path: { payout: payout.id }, header }, body: { reference: reference.trim() || null, reason: reason.trim() || null } };
            if (said === "confirm") await ok(api.POST("/v1/admin/payouts/{payout}/confirm", init));
            else await ok(api.POST("/v1/admin/payouts/{payout}/return", init));
            onClose();
            await again();
        },
    });
    const verb = t(said === "confirm" ? "payout.paid" : "payout.back");
    return (
        <Dialog onClose={onClose} title={`${verb}: ${format.money(payout.amount)}`}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <Text size="sm" c="dimmed">{t(said === "confirm" ? "payout.paidText" : "payout.backText")}</Text>
                    <TextInput label={t("money.reference")} description={t("money.referenceText")} maxLength={200} data-autofocus {...form.field("reference")} />
                    {said === "return" && <Textarea label={t("reason.label")} autosize maxLength={500} {...form.field("reason")} />}
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{verb}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
