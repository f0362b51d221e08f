// Past rulings by their words; one may be taken over into the ruling that is being written.
import { Button, Checkbox, Group, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Search } from "lucide-react";
import { useState } from "react";
import { usePages } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { word } from "@/shared/ui/words";
import classes from "./case.module.css";

const TYPING_MS = 250;

export function Precedents({ reason, onUse }: { reason: string | undefined; onUse?: (text: string) => void }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const niches = useNiches();
    const [words, setWords] = useState("");
    const [same, setSame] = useState(true);
    const [q] = useDebouncedValue(words.trim(), TYPING_MS);
    const rows = usePages("/v1/admin/disputes/precedents", { query: { limit: 5, q: q || undefined, reason: same ? reason : undefined } });
    return (
        <Panel title={t("case.precedents")}>
            <Group gap="md" mb="sm">
                <TextInput flex={1} miw={180} size="xs" leftSection={<Search size={14} aria-hidden />} aria-label={t("case.search")} placeholder={t("case.search")}
                    value={words} onChange={(event) => setWords(event.currentTarget.value)} />
                <Checkbox size="xs" label={t("case.sameReason")} checked={same} onChange={(event) => setSame(event.currentTarget.checked)} />
            </Group>
            {rows.error && <Fault fault={rows.error} retry={rows.refetch} />}
            {rows.items?.length === 0 && <p className="quiet" style={{ margin: 0 }}>{t("case.noPrecedents")}</p>}
            <ul className={classes.precedents} aria-busy={rows.isPending}>
                {rows.items?.map((row) => (
                    <li key={row.id}>
                        <div className="quiet">
                            {[word("dispute.reason", row.reason), niches.title(row.niche), format.date(row.final_at), row.appealed && t("case.appealed")].filter(Boolean).join(" · ")}
                        </div>
                        <p><b>{word("dispute.outcome", row.outcome)}{row.outcome === "split" && `, ${format.percent(row.refund_percent / 100)}`}.</b> {row.ruling}</p>
                        {onUse && <Button size="compact-xs" variant="default" onClick={() => onUse(row.ruling)}>{t("case.cite")}</Button>}
                    </li>
                ))}
            </ul>
            {rows.hasNextPage && <Button mt="sm" size="compact-sm" variant="default" loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>{t("shared:table.more")}</Button>}
        </Panel>
    );
}
