// Providers that check numbers and addresses: what they report, signed, proves a buyer's claim.
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { PhoneCall, Plus } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet, type Item } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { SecretDialog } from "@/shared/keys/keys";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { CopyButton } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { act } from "../common/act";

type Provider = Item<"/v1/admin/check-providers">;
const LIST = "/v1/admin/check-providers";
const hook = (name: string) => `${location.origin}/hooks/checks/${name}`;

export default function ChecksPage() {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const [adding, add] = useDisclosure(false);
    const [secret, setSecret] = useState<string | null>(null);
    const asked = useGet(LIST);
    const button = mayWrite && <Button leftSection={<Plus size={16} aria-hidden />} onClick={add.open}>{t("checks.add")}</Button>;
    return (
        <>
            <PageHead title={t("nav.checks")} lead={t("checks.text")} actions={button} />
            <Panel flush>
                <DataTable name="check-providers" columns={useColumns()} rows={{ ...asked, items: asked.data?.items }} rowKey={(row) => row.id}
                    empty={<Empty icon={PhoneCall} title={t("checks.none")} action={button}>{t("checks.noneText")}</Empty>} />
            </Panel>
            <Text size="sm" mt="md" className="quiet">{t("checks.signed")} <a href="/docs" target="_blank" rel="noreferrer">{t("shared:keys.docs")}</a></Text>
            {adding && <AddDialog onClose={add.close} onMade={setSecret} />}
            {secret && <SecretDialog title={t("checks.secret")} text={t("checks.secretText")} secret={secret} onClose={() => setSecret(null)} />}
        </>
    );
}

function useColumns(): Column<Provider>[] {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const disable = async (row: Provider) => {
        if (await confirm({ title: t("checks.disableTitle", { name: row.name }), body: t("checks.disableText"), action: t("checks.disable"), danger: true }))
            await act(ok(api.POST("/v1/admin/check-providers/{provider}/disable", { params: { path: { provider: row.name } }, headers: intention(), body: {} as never })), t("checks.off", { name: row.name }), LIST);
    };
    return [
        { id: "name", header: t("org.name"), cell: (row) => <b>{row.name}</b>, csv: (row) => row.name },
        { id: "state", header: t("org.state"), cell: (row) => <Badge tone={row.state === "active" ? "good" : "plain"}>{t(`checks.${row.state}`)}</Badge>, csv: (row) => row.state },
        { id: "hook", header: t("checks.hook"), cell: (row) => <span style={{ display: "inline-flex", alignItems: "center", gap: 4, overflowWrap: "anywhere" }}><code style={{ fontSize: "0.8125em" }}>{hook(row.name)}</code><CopyButton value={hook(row.name)} /></span>, csv: (row) => hook(row.name) },
        { id: "created_at", header: t("org.since"), num: true, cell: (row) => format.date(row.created_at), csv: (row) => row.created_at },
        { id: "disable", header: "", cell: (row) => mayWrite && row.state === "active" && <Button size="compact-sm" variant="default" onClick={() => void disable(row)}>{t("checks.disable")}</Button> },
    ];
}

function AddDialog({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
    const { t } = useTranslation("operator");
    const [headers] = useState(intention);
    const form = useForm({
        initial: { name: "" },
        check: ({ name }) => ({ name: /^[a-z0-9_-]{1,40}$/.test(name) ? undefined : t("checks.nameWrong") }),
        submit: async (body) => {
            const made = await ok(api.POST(LIST, { headers, body }));
            onClose();
            onMade(made.secret ?? "");
            await refresh(LIST);
        },
    });
    return (
        <Dialog onClose={onClose} title={t("checks.add")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <TextInput label={t("org.name")} description={t("checks.nameText")} maxLength={40} data-autofocus {...form.field("name")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("checks.add")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
