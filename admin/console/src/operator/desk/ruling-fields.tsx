// What every ruling says: for whom, how much of the price goes back, and why. One dispute or many.
import { Input, NumberInput, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import type { components } from "@generated/api";
import type { useForm } from "@/shared/form/use-form";
import { useFormat, type Money } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { word } from "@/shared/ui/words";

export type Outcome = components["schemas"]["DisputeOutcome"];
export interface RulingValues {
    /** Empty until somebody chooses: no side is the one that a hasty press rules for. */
    outcome: Outcome | "";
    refund_percent: number | string;
    text: string;
}
export const NO_RULING: RulingValues = { outcome: "", refund_percent: 50, text: "" };

const WAYS = ["buyer", "split", "seller"] as const;
const share = ({ outcome, refund_percent }: RulingValues) => (outcome === "buyer" ? 100 : outcome === "seller" ? 0 : Number(refund_percent) || 0);

/** What is missing, by field. */
export const rulingFaults = ({ outcome, text }: RulingValues, missing: string) =>
    ({ outcome: outcome === "" ? missing : undefined, text: text.trim() === "" ? missing : undefined });

/** As the API takes it: a per cent only where the price is split. */
export const rulingBody = (values: RulingValues) => ({
    outcome: values.outcome as Outcome, text: values.text.trim(), ...(values.outcome === "split" ? { refund_percent: Number(values.refund_percent) } : {}),
});

interface Props {
    form: ReturnType<typeof useForm<RulingValues>>;
    /** Of the one dispute; without it no amount is named. */
    price?: Money;
}

export function RulingFields({ form, price }: Props) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const { outcome } = form.values;
    return (
        <Stack gap="md">
            <Input.Wrapper label={t("case.outcome")} error={form.errors.outcome} labelElement="div">
                <SegmentedControl fullWidth role="radiogroup" aria-label={t("case.outcome")} value={outcome} onChange={(way) => form.set("outcome", way as Outcome)}
                    data={WAYS.map((value) => ({ value, label: word("dispute.outcome", value) }))} />
            </Input.Wrapper>
            {outcome === "split" && <NumberInput label={t("case.percent")} min={1} max={99} allowDecimal={false} suffix=" %" {...form.field("refund_percent")} />}
            {price && outcome !== "" && <Text size="sm" c="dimmed">{t("case.back", { amount: format.money({ ...price, amount: Math.floor((price.amount * share(form.values)) / 100) }) })}</Text>}
            <Textarea label={t("case.words")} description={t("case.wordsText")} autosize minRows={4} maxRows={16} maxLength={4000} {...form.field("text")} />
        </Stack>
    );
}
