// When the order buys, in its own time zone.
import { ActionIcon, Button, Chip, Group, Input, Select, TextInput } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useMemo } from "react";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import { DAYS, dayName, type Day } from "../order/hours";
import type { SpanRow } from "./values";

const WORKDAYS: SpanRow = { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" };

interface Props {
    schedule: SpanRow[];
    zone: string;
    faultOf: (pointer: string) => string | undefined;
    onSchedule: (next: SpanRow[]) => void;
    onZone: (next: string) => void;
}

export function Hours({ schedule, zone, faultOf, onSchedule, onZone }: Props) {
    const { t } = useTranslation("advertiser");
    const { language } = useFormat();
    const zones = useMemo(() => [...new Set([zone, "UTC", ...Intl.supportedValuesOf("timeZone")])], [zone]);
    const set = (i: number, change: Partial<SpanRow>) => onSchedule(schedule.map((span, n) => (n === i ? { ...span, ...change } : span)));
    return (
        <Panel title={t("builder.when")}>
            <Select label={t("order.zone")} description={t("builder.zoneText")} searchable allowDeselect={false} maw={340} mb="md" limit={80} value={zone} data={zones} onChange={(next) => next && onZone(next)} error={faultOf("/time_zone")} />
            {schedule.length === 0 && <p className="quiet" style={{ margin: "0 0 12px", fontSize: "0.875rem" }}>{t("order.always")}</p>}
            {schedule.map((span, i) => {
                const fault = faultOf(`/schedule/${i}`);
                return (
                    <div key={i} style={{ marginBottom: 12 }}>
                        <Group gap="xs">
                            <Chip.Group multiple value={span.days} onChange={(days) => set(i, { days: days as Day[] })}>
                                <Group gap={4}>{DAYS.map((day) => <Chip key={day} value={day} size="xs" variant="outline">{dayName(day, language)}</Chip>)}</Group>
                            </Chip.Group>
                            <TextInput type="time" w={110} aria-label={t("builder.from")} value={span.from} onChange={(event) => set(i, { from: event.currentTarget.value })} error={!!fault} />
                            <span aria-hidden>–</span>
                            <TextInput type="time" w={110} aria-label={t("builder.to")} value={span.to} onChange={(event) => set(i, { to: event.currentTarget.value })} error={!!fault} />
                            <ActionIcon variant="subtle" color="gray" aria-label={t("shared:action.remove")} onClick={() => onSchedule(schedule.filter((_, n) => n !== i))}><Trash2 size={15} aria-hidden /></ActionIcon>
                        </Group>
                        {fault && <Input.Error mt={4}>{fault}</Input.Error>}
                    </div>
                );
            })}
            <Button size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => onSchedule([...schedule, WORKDAYS])}>{t("builder.addHours")}</Button>
        </Panel>
    );
}
