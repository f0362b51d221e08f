// The public keys that days are signed with. Who compares them with what was published elsewhere can trust a proof.
import { KeyRound } from "lucide-react";
import { useGet, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { CopyButton } from "@/shared/ui/copy";

type Key = Item<"/v1/ledger/keys">;

export function Keys() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const asked = useGet("/v1/ledger/keys");
    const items = asked.data?.items, newest = items?.at(-1)?.key;
    const columns: Column<Key>[] = [
        { id: "key", header: t("bookKeys.one"), csv: (row) => row.key, cell: (row) => (
            <span style={{ display: "inline-flex", alignItems: "center", gap: 4 }}>
                <code style={{ fontSize: "0.8125em", overflowWrap: "anywhere" }}>{row.key}</code>
                <CopyButton value={row.key} />
            </span>
        ) },
        { id: "state", header: t("org.state"), cell: (row) => <Badge tone={row.key === newest ? "good" : "plain"}>{t(row.key === newest ? "bookKeys.signs" : "bookKeys.signed")}</Badge>, csv: (row) => (row.key === newest ? "signs" : "signed") },
        { id: "since", header: t("org.since"), num: true, cell: (row) => format.dateTime(row.since), csv: (row) => row.since },
    ];
    return (
        <Panel flush title={t("bookKeys.title")}>
            <p className="quiet" style={{ margin: 0, padding: "0 20px 12px", fontSize: "0.875rem", maxWidth: "75ch" }}>{t("bookKeys.text")}</p>
            <DataTable name="ledger-keys" columns={columns} rows={{ ...asked, items }} rowKey={(row) => row.key} empty={<Empty icon={KeyRound} title={t("bookKeys.none")}>{t("bookKeys.noneText")}</Empty>} />
        </Panel>
    );
}
