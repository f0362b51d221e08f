// What the niche lists on the marketplace, and how a listed lead's price falls with the hours.
import { ActionIcon, Button, Checkbox, Group, NumberInput, Switch, Text } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import type { components } from "@generated/api";
import { useTranslation } from "@/shared/i18n";
import { Columns, Panel, Stack } from "@/shared/ui/blocks";
import type { NicheForm } from "./draft";

type Policy = components["schemas"]["MarketPolicy"];
type Step = NonNullable<Policy["steps"]>[number];

const CAUSES = ["unsold", "deferred", "returned", "aged"] as const;
const NUMBERS = [["days", 60], ["floor_percent", 100], ["resold_percent", 100], ["exclusive_percent", 1000], ["aged_return_hours", 1440], ["k", 1000]] as const;
const MOST_STEPS = 16;

export function MarketPanel({ form }: { form: NicheForm }) {
    const { t } = useTranslation("operator");
    const policy: Policy = form.values.market ?? {};
    const set = (to: Partial<Policy>) => form.set("market", { ...policy, ...to });
    return (
        <Panel title={t("niche.market")}>
            <Stack>
                <Switch label={t("niche.on")} checked={policy.on ?? true} onChange={(event) => set({ on: event.currentTarget.checked })} />
                <Checkbox.Group label={t("niche.causes")} value={policy.causes ?? [...CAUSES]} onChange={(next) => set({ causes: next as Policy["causes"] })}>
                    <Group gap="lg" mt={6}>{CAUSES.map((cause) => <Checkbox key={cause} size="sm" value={cause} label={t(`niche.cause.${cause}`)} />)}</Group>
                </Checkbox.Group>
                <Columns least={190}>
                    {NUMBERS.map(([name, most]) => <NumberInput key={name} size="sm" label={t(`niche.policy.${name}`)} min={1} max={most} allowDecimal={false} placeholder={t("niche.default")} value={policy[name] ?? ""} onChange={(next) => set({ [name]: next === "" ? undefined : Number(next) })} />)}
                </Columns>
                <Steps steps={policy.steps ?? []} set={(steps) => set({ steps: steps.length > 0 ? steps : undefined })} />
                {form.errors.market && <Text size="sm" c="red" role="alert">{form.errors.market}</Text>}
            </Stack>
        </Panel>
    );
}

function Steps({ steps, set }: { steps: Step[]; set: (steps: Step[]) => void }) {
    const { t } = useTranslation("operator");
    const change = (i: number, to: Partial<Step>) => set(steps.map((step, n) => (n === i ? { ...step, ...to } : step)));
    const last = steps.at(-1);
    return (
        <div>
            <Text size="sm" fw={550} mb={6}>{t("niche.steps")}</Text>
            {steps.map((step, i) => (
                <Group key={i} gap="xs" mb="xs" wrap="nowrap">
                    <NumberInput size="xs" w={130} aria-label={t("niche.stepHours")} suffix={` ${t("niche.h")}`} min={0} max={1440} disabled={i === 0} value={step.hours} onChange={(next) => change(i, { hours: Number(next) })} />
                    <NumberInput size="xs" w={110} aria-label={t("niche.stepPercent")} suffix=" %" min={1} max={100} value={step.percent} onChange={(next) => change(i, { percent: Number(next) })} />
                    <ActionIcon variant="subtle" color="gray" disabled={i === 0} aria-label={t("shared:action.remove")} onClick={() => set(steps.filter((_, n) => n !== i))}><Trash2 size={15} aria-hidden /></ActionIcon>
                </Group>
            ))}
            <Button size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />} disabled={steps.length >= MOST_STEPS}
                onClick={() => set([...steps, last ? { hours: last.hours + 24, percent: Math.max(1, last.percent - 15) } : { hours: 0, percent: 100 }])}>{t("niche.addStep")}</Button>
        </div>
    );
}
