// A company's API keys: the first is made here, any can be revoked at once.
import { Button } from "@mantine/core";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { SecretDialog } from "@/shared/keys/keys";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { act } from "../common/act";
import type { Org } from "../common/use-orgs";
import { KeyDialog } from "./key-dialog";

type Key = Item<"/v1/admin/orgs/{org}/keys">;

export function Keys({ org }: { org: Org }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const [making, setMaking] = useState(false);
    const [made, setMade] = useState<string | null>(null);
    const rows = usePages("/v1/admin/orgs/{org}/keys", { path: { org: org.id } });
    const revoke = async (key: Key) => {
        if (await confirm({ title: t("shared:keys.revokeTitle", { name: key.name }), body: t("shared:keys.revokeText"), action: t("shared:keys.revoke"), danger: true }))
            await act(ok(api.POST("/v1/admin/keys/{key}/revoke", { params: { path: { key: key.id } }, headers: intention(), body: {} as never })), t("shared:keys.revoked"), "/v1/admin/orgs/{org}/keys");
    };
    const columns: Column<Key>[] = [
        { id: "name", header: t("org.name"), cell: (row) => row.name, csv: (row) => row.name },
        { id: "hint", header: t("shared:keys.hint"), cell: (row) => <code>{row.hint}…</code>, csv: (row) => row.hint },
        { id: "state", header: t("org.state"), cell: (row) => <Badge tone={row.revoked_at ? "plain" : "good"}>{t(row.revoked_at ? "shared:keys.isRevoked" : "shared:keys.active")}</Badge>, csv: (row) => (row.revoked_at ? "revoked" : "active") },
        { id: "created_at", header: t("shared:keys.made"), num: true, cell: (row) => format.date(row.created_at), csv: (row) => row.created_at },
        { id: "revoke", header: "", cell: (row) => mayWrite && !row.revoked_at && <Button size="compact-sm" variant="default" onClick={() => void revoke(row)}>{t("shared:keys.revoke")}</Button> },
    ];
    const make = mayWrite && org.state !== "closed" && <Button size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => setMaking(true)}>{t("shared:keys.make")}</Button>;
    return (
        <Panel flush title={t("org.keys")} actions={make}>
            <DataTable name="keys" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={KeyRound} title={t("org.noKeys")} />} />
            {making && <KeyDialog org={org} onClose={() => setMaking(false)} onMade={setMade} />}
            {made && <SecretDialog title={t("shared:keys.madeTitle")} text={t("org.keyText")} secret={made} onClose={() => setMade(null)} />}
        </Panel>
    );
}
