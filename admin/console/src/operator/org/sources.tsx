// Where a seller's leads come from. A banned source's leads are refused from then on.
import { Button } from "@mantine/core";
import { Radio } from "lucide-react";
import { api, intention, ok } from "@/shared/api/client";
import { usePages, type Item } from "@/shared/api/hooks";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { word } from "@/shared/ui/words";
import { act } from "../common/act";
import type { Org } from "../common/use-orgs";

type Source = Item<"/v1/admin/orgs/{org}/sources">;

export function Sources({ org }: { org: Org }) {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const rows = usePages("/v1/admin/orgs/{org}/sources", { path: { org: org.id } });
    const set = (source: Source, to: "ban" | "unban") => {
        const init = { params: { path: { source: source.id } }, headers: intention(), body: {} as never };
        const asked = to === "ban" ? ok(api.POST("/v1/admin/sources/{source}/ban", init)) : ok(api.POST("/v1/admin/sources/{source}/unban", init));
        return act(asked, t(to === "ban" ? "org.banned" : "org.unbanned", { name: source.name }), "/v1/admin/orgs/{org}/sources");
    };
    const columns: Column<Source>[] = [
        { id: "name", header: t("org.source"), cell: (row) => row.name, csv: (row) => row.name },
        { id: "channel", header: t("org.channel"), cell: (row) => row.channel, csv: (row) => row.channel },
        { id: "origin", header: t("org.origin"), cell: (row) => word("origin", row.origin_kind), csv: (row) => row.origin_kind },
        { id: "state", header: t("org.state"), cell: (row) => <Badge tone={row.state === "active" ? "good" : "bad"}>{t(row.state === "active" ? "shared:keys.active" : "org.isBanned")}</Badge>, csv: (row) => row.state },
        { id: "ban", header: "", cell: (row) => mayWrite && (row.state === "active"
            ? <Button size="compact-sm" variant="default" onClick={() => void set(row, "ban")}>{t("org.ban")}</Button>
            : <Button size="compact-sm" variant="default" onClick={() => void set(row, "unban")}>{t("org.unban")}</Button>) },
    ];
    return (
        <Panel flush title={t("org.sources")}>
            <DataTable name="sources" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Radio} title={t("org.noSources")} />} />
        </Panel>
    );
}
