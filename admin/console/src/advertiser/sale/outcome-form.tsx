// What came of it, in two presses: chosen and reported. Call seconds, an amount or a date are asked where they mean something.
import { Button, Chip, Group, NumberInput, Stack, TextInput } from "@mantine/core";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { parseMinor } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { word } from "@/shared/ui/words";
import { fromLocal } from "../work/local-time";

const KINDS = ["contacted", "no_answer", "qualified", "appointment", "sold", "recontact_at", "bought_elsewhere", "no_intent", "lost"] as const;
type Kind = (typeof KINDS)[number];
/** Nobody was spoken with. */
const SILENT: Kind[] = ["no_answer"];

export function OutcomeForm({ sale, currency }: { sale: string; currency: string }) {
    const { t } = useTranslation("advertiser");
    const mayWrite = useMayWrite();
    const form = useForm({
        initial: { kind: null as Kind | null, seconds: "" as number | string, amount: "", again: "" },
        pointers: { kind: "/outcomes/0/kind", seconds: "/outcomes/0/call_seconds", amount: "/outcomes/0/amount", again: "/outcomes/0/recontact_at" },
        check: ({ kind, amount, again }) => ({
            kind: kind === null ? t("outcome.choose") : undefined,
            amount: kind === "sold" && amount.trim() !== "" && parseMinor(amount, currency) === null ? t("builder.amountWrong") : undefined,
            again: kind === "recontact_at" && again === "" ? t("shared:field.missing_field") : undefined,
        }),
        submit: async ({ kind, seconds, amount, again }) => {
            const outcome = {
                kind: kind!,
                ...(seconds !== "" && !SILENT.includes(kind!) && { call_seconds: Number(seconds) }),
                ...(kind === "sold" && amount.trim() !== "" && { amount: { amount: parseMinor(amount, currency)!, currency } }),
                ...(kind === "recontact_at" && { recontact_at: fromLocal(again)! }),
            };
            await ok(api.POST("/v1/sales/{sale}/outcomes", { params: { path: { sale } }, body: { outcomes: [outcome] }, headers: intention() }));
            toast(t("outcome.done"));
            form.setValues({ kind: null, seconds: "", amount: "", again: "" });
            await refresh("/v1/work", "/v1/sales/{sale}/outcomes", "/v1/reports/home");
        },
    });
    const { kind } = form.values;
    if (!mayWrite) return null;
    return (
        <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} data-outcome>
            <Stack gap="sm">
                <Chip.Group value={kind} onChange={(next) => form.set("kind", next as Kind)}>
                    <Group gap={6} role="radiogroup" aria-label={t("outcome.title")}>{KINDS.map((one) => <Chip key={one} value={one} size="xs">{word("outcome", one)}</Chip>)}</Group>
                </Chip.Group>
                {form.errors.kind && <span className="bad" style={{ fontSize: "0.8125rem" }} role="alert">{form.errors.kind}</span>}
                {kind && (
                    <Group align="flex-start" gap="xs">
                        {!SILENT.includes(kind) && <NumberInput size="xs" w={130} min={0} max={86400} allowDecimal={false} label={t("outcome.seconds")} {...form.field("seconds")} />}
                        {kind === "sold" && <TextInput size="xs" w={150} inputMode="decimal" label={t("outcome.amount", { currency })} {...form.field("amount")} />}
                        {kind === "recontact_at" && <TextInput size="xs" w={190} type="datetime-local" label={t("outcome.again")} {...form.field("again")} />}
                    </Group>
                )}
                {form.fault !== null && <Fault fault={form.fault} />}
                {kind && <Group justify="flex-end"><Button type="submit" size="xs" loading={form.busy}>{t("outcome.report")}</Button></Group>}
            </Stack>
        </form>
    );
}
