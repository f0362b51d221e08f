// How many, or for how much, in a period. Each period once.
import { ActionIcon, Button, Group, Input, NumberInput, Select, TextInput } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import type { CapRow } from "./values";

const PERIODS: CapRow["per"][] = ["hour", "day", "week", "month", "total"];

export function Caps({ caps, currency, faultOf, onChange }: { caps: CapRow[]; currency: string; faultOf: (pointer: string) => string | undefined; onChange: (next: CapRow[]) => void }) {
    const { t } = useTranslation("advertiser");
    const free = PERIODS.filter((per) => caps.every((cap) => cap.per !== per));
    const set = (i: number, change: Partial<CapRow>) => onChange(caps.map((cap, n) => (n === i ? { ...cap, ...change } : cap)));
    return (
        <Panel title={t("order.caps")}>
            <p className="quiet" style={{ margin: "0 0 12px", fontSize: "0.875rem" }}>{caps.length === 0 ? t("cap.none") : t("builder.capsText")}</p>
            {caps.map((cap, i) => {
                const fault = faultOf(`/caps/${i}`);
                return (
                    <div key={cap.per} style={{ marginBottom: 10 }}>
                        <Group gap="xs" align="center">
                            <NumberInput w={120} min={0} allowDecimal={false} aria-label={t("builder.capCount")} placeholder={t("builder.capCount")} value={cap.count} onChange={(count) => set(i, { count })} error={!!fault} />
                            <TextInput w={150} inputMode="decimal" aria-label={t("builder.capAmount", { currency })} placeholder={t("builder.capAmount", { currency })} value={cap.amount} onChange={(event) => set(i, { amount: event.currentTarget.value })} error={!!fault} />
                            <Select w={140} allowDeselect={false} aria-label={t("builder.capPer")} value={cap.per} onChange={(per) => set(i, { per: per as CapRow["per"] })}
                                data={PERIODS.filter((per) => per === cap.per || free.includes(per)).map((per) => ({ value: per, label: t(`cap.per.${per}`) }))} />
                            <ActionIcon variant="subtle" color="gray" aria-label={t("shared:action.remove")} onClick={() => onChange(caps.filter((_, n) => n !== i))}><Trash2 size={15} aria-hidden /></ActionIcon>
                        </Group>
                        {fault && <Input.Error mt={4}>{fault}</Input.Error>}
                    </div>
                );
            })}
            {free.length > 0 && <Button size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => onChange([...caps, { per: free[0]!, count: "", amount: "" }])}>{t("builder.addCap")}</Button>}
        </Panel>
    );
}
