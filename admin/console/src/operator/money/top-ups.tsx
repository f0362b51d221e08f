// What wallets asked for by themselves, and nobody paid in yet.
import { Wallet } from "lucide-react";
import { Link } from "wouter";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { useOrgs } from "../common/use-orgs";

type TopUp = Item<"/v1/top-ups">;

export function TopUps() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const orgs = useOrgs();
    const rows = usePages("/v1/top-ups");
    const columns: Column<TopUp>[] = [
        { id: "org", header: t("org.one"), cell: (row) => <Link href={`/operator/orgs/${row.org}`}>{orgs.name(row.org)}</Link>, csv: (row) => row.org },
        { id: "state", header: t("org.state"), cell: (row) => <Badge tone={row.state === "requested" ? "warn" : "good"}>{t(`money.topUp.${row.state}`)}</Badge>, csv: (row) => row.state },
        { id: "amount", header: t("money.amount"), num: true, cell: (row) => <b>{format.money(row.amount)}</b>, csv: (row) => row.amount },
        { id: "at", header: t("alert.at"), num: true, cell: (row) => format.dateTime(row.at), csv: (row) => row.at },
    ];
    return (
        <Panel flush title={t("money.topUps")}>
            <DataTable name="top-ups" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Wallet} title={t("money.noTopUps")}>{t("money.noTopUpsText")}</Empty>} />
        </Panel>
    );
}
