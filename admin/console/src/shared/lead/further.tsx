// A page of leads that found few or none may not have looked at all of them: how far it came, and looking on.
import { Button } from "@mantine/core";
import { History } from "lucide-react";
import type { Body, usePages } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Empty } from "@/shared/ui/blocks";

type Rows = ReturnType<typeof usePages<"/v1/leads">>;

export const lookedTo = (rows: Rows) => (rows.data?.pages.at(-1) as Body<"/v1/leads"> | undefined)?.looked_to ?? null;

export function NoneYet({ rows }: { rows: Rows }) {
    const { t } = useTranslation();
    const format = useFormat();
    const at = lookedTo(rows);
    return (
        <Empty icon={History} title={t("further.none", { at: at ? format.dateTime(at) : "" })}
            action={<Button variant="default" loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>{t("further.look")}</Button>}>
            {t("further.text")}
        </Empty>
    );
}
