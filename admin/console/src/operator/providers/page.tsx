// Who may report payments: payment providers, or a script that reads the bank's statement. Each signs with a secret of its own.
import { Button, Group } from "@mantine/core";
import { PlugZap, Plus } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { useGet, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, Stack } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { CopyButton } from "@/shared/ui/copy";
import { PageHead } from "@/shared/ui/page-head";
import { toastFault } from "@/shared/ui/toast";
import { act } from "../common/act";
import { AddDialog } from "./add-dialog";
import { hookOf } from "./hook";
import { HowToReport } from "./how";
import { MadeDialog, type Made } from "./made-dialog";

type Provider = Item<"/v1/admin/payment-providers">;

export default function ProvidersPage() {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const [adding, setAdding] = useState(false);
    const [rotated, setRotated] = useState<Made | null>(null);
    const asked = useGet("/v1/admin/payment-providers");
    const rows = { ...asked, items: asked.data?.items };
    const add = mayWrite && <Button leftSection={<Plus size={15} aria-hidden />} onClick={() => setAdding(true)}>{t("provider.add")}</Button>;
    return (
        <>
            <PageHead title={t("nav.providers")} lead={t("provider.text")} actions={add} />
            <Stack>
                <Panel flush>
                    <DataTable name="payment-providers" columns={useColumns(setRotated)} rows={rows} rowKey={(row) => row.id}
                        empty={<Empty icon={PlugZap} title={t("provider.none")}>{t("provider.noneText")}</Empty>} />
                </Panel>
                <HowToReport path={rows.items?.[0]?.path} />
            </Stack>
            {adding && <AddDialog onClose={() => setAdding(false)} />}
            {rotated && <MadeDialog title={t("provider.rotated", { name: rotated.name })} made={rotated} onClose={() => setRotated(null)} />}
        </>
    );
}

function useColumns(onRotated: (made: Made) => void): Column<Provider>[] {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const init = (row: Provider) => ({ params: { path: { provider: row.name }, header: intention() }, body: {} as never });
    const disable = async (row: Provider) => {
        if (await confirm({ title: t("provider.disableTitle", { name: row.name }), body: t("provider.disableText"), action: t("provider.disable"), danger: true }))
            await act(ok(api.POST("/v1/admin/payment-providers/{provider}/disable", init(row))), t("provider.disabled", { name: row.name }), "/v1/admin/payment-providers");
    };
    const enable = async (row: Provider) => {
        if (await confirm({ title: t("provider.enableTitle", { name: row.name }), body: t("provider.enableText"), action: t("provider.enable") }))
            await act(ok(api.POST("/v1/admin/payment-providers/{provider}/enable", init(row))), t("provider.enabled", { name: row.name }), "/v1/admin/payment-providers");
    };
    const rotate = async (row: Provider) => {
        if (await confirm({ title: t("provider.rotateTitle", { name: row.name }), body: t("provider.rotateText"), action: t("provider.rotate"), danger: true }))
            await ok(api.POST("/v1/admin/payment-providers/{provider}/rotate", init(row))).then(onRotated, toastFault);
    };
    return [
        { id: "name", header: t("org.name"), cell: (row) => <b>{row.name}</b>, csv: (row) => row.name },
        { id: "state", header: t("org.state"), cell: (row) => <Badge tone={row.state === "active" ? "good" : "plain"}>{t(`provider.states.${row.state}`)}</Badge>, csv: (row) => row.state },
        { id: "hook", header: t("provider.hook"), csv: (row) => hookOf(row.path), cell: (row) => (
            <span style={{ display: "inline-flex", alignItems: "center", gap: 2, maxWidth: "100%" }}>
                <code style={{ fontSize: "0.8125em", overflowWrap: "anywhere", whiteSpace: "normal" }}>{hookOf(row.path)}</code>
                <CopyButton value={hookOf(row.path)} />
            </span>
        ) },
        { id: "created_at", header: t("org.since"), num: true, cell: (row) => <time title={format.exact(row.created_at)}>{format.date(row.created_at)}</time>, csv: (row) => row.created_at },
        { id: "do", header: "", num: true, cell: (row) => mayWrite && (
            <Group gap={6} wrap="nowrap" justify="flex-end">
                <Button size="compact-sm" variant="default" onClick={() => void rotate(row)}>{t("provider.rotate")}</Button>
                {row.state === "active"
                    ? <Button size="compact-sm" variant="default" onClick={() => void disable(row)}>{t("provider.disable")}</Button>
                    : <Button size="compact-sm" variant="default" onClick={() => void enable(row)}>{t("provider.enable")}</Button>}
            </Group>
        ) },
    ];
}
