// API keys of the company: made with what they may do, shown once, revoked at once.
import { Alert, Button, Checkbox, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { components } from "@generated/api";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, usePages, type Item } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { CopyButton } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { toast, toastFault } from "@/shared/ui/toast";
import { word } from "@/shared/ui/words";

type Key = Item<"/v1/keys">;
export type Scope = components["schemas"]["Scope"];
const DAY_MS = 86_400_000;

function MakeDialog({ scopes, onClose, onMade }: { scopes: Scope[]; onClose: () => void; onMade: (key: string) => void }) {
    const { t } = useTranslation();
    const form = useForm({
        initial: { name: "", scopes: [] as Scope[], days: "0" },
        pointers: { days: "/expires_at" },
        check: ({ name }) => ({ name: name.trim() === "" ? t("field.missing_field") : undefined }),
        submit: async ({ name, scopes: chosen, days }) => {
            const expires_at = days === "0" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
            const made = await ok(api.POST("/v1/keys", { body: { name: name.trim(), scopes: chosen, expires_at }, headers: intention() }));
            onClose();
            onMade((made as Key).key ?? "");
            await refresh("/v1/keys");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("keys.make")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <TextInput label={t("keys.name")} description={t("keys.nameText")} maxLength={100} data-autofocus {...form.field("name")} />
                    <Checkbox.Group label={t("keys.scopes")} description={t("keys.scopesText")} value={form.values.scopes} onChange={(next) => form.set("scopes", next as Scope[])}>
                        <Stack gap="xs" mt="xs">{scopes.map((scope) => <Checkbox key={scope} value={scope} label={word("scope", scope.replace(":", "_"))} />)}</Stack>
                    </Checkbox.Group>
                    <Select label={t("keys.expires")} allowDeselect={false} data={[{ value: "0", label: t("keys.never") }, ...["30", "90", "365"].map((days) => ({ value: days, label: t("keys.days", { count: Number(days) }) }))]} {...form.field("days")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("keys.make")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}

/** A secret that is never shown again. */
export function SecretDialog({ title, text, secret, onClose }: { title: string; text: string; secret: string; onClose: () => void }) {
    const { t } = useTranslation();
    return (
        <Dialog onClose={onClose} title={title} closeOnClickOutside={false}>
            <Alert color="yellow" variant="light" mb="md">{text}</Alert>
            <TextInput readOnly aria-label={title} value={secret} rightSection={<CopyButton value={secret} />} onFocus={(event) => event.currentTarget.select()} />
            <Group justify="flex-end" mt="md"><Button onClick={onClose}>{t("action.done")}</Button></Group>
        </Dialog>
    );
}

export function KeysPage({ title, scopes }: { title: string; scopes: Scope[] }) {
    const { t } = useTranslation();
    const format = useFormat();
    const mayWrite = useMayWrite();
    const [making, setMaking] = useState(false);
    const [made, setMade] = useState<string | null>(null);
    const rows = usePages("/v1/keys");
    const revoke = async (key: Key) => {
        if (await confirm({ title: t("keys.revokeTitle", { name: key.name }), body: t("keys.revokeText"), action: t("keys.revoke"), danger: true }))
            await ok(api.POST("/v1/keys/{key}/revoke", { params: { path: { key: key.id } }, body: {} as never, headers: intention() }))
                .then(() => (toast(t("keys.revoked")), refresh("/v1/keys")), toastFault);
    };
    const columns: Column<Key>[] = [
        { id: "name", header: t("keys.name"), cell: (row) => row.name, csv: (row) => row.name },
        { id: "hint", header: t("keys.hint"), cell: (row) => <code>{row.hint}…</code>, csv: (row) => row.hint },
        { id: "scopes", header: t("keys.may"), cell: (row) => (row.scopes.length === 0 ? t("keys.everything") : format.list(row.scopes.map((scope) => word("scope", scope.replace(":", "_"))))), csv: (row) => row.scopes.join(" ") },
        { id: "state", header: t("keys.state"), csv: (row) => (row.revoked_at ? "revoked" : "active"),
          cell: (row) => <Badge tone={row.revoked_at ? "plain" : "good"}>{row.revoked_at ? t("keys.isRevoked") : t("keys.active")}</Badge> },
        { id: "expires_at", header: t("keys.expires"), num: true, cell: (row) => (row.expires_at ? format.date(row.expires_at) : t("keys.never")), csv: (row) => row.expires_at },
        { id: "created_at", header: t("keys.made"), num: true, cell: (row) => format.date(row.created_at), csv: (row) => row.created_at },
        { id: "revoke", header: "", cell: (row) => mayWrite && !row.revoked_at && <Button size="compact-sm" variant="default" onClick={() => void revoke(row)}>{t("keys.revoke")}</Button> },
    ];
    const make = mayWrite && <Button leftSection={<KeyRound size={16} aria-hidden />} onClick={() => setMaking(true)}>{t("keys.make")}</Button>;
    return (
        <>
            <PageHead title={title} lead={t("keys.text")} actions={make} />
            <Panel flush>
                <DataTable name="keys" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={KeyRound} title={t("keys.none")} action={make}>{t("keys.noneText")}</Empty>} />
            </Panel>
            <Text size="sm" mt="md"><a href="/docs" target="_blank" rel="noreferrer">{t("keys.docs")}</a></Text>
            {making && <MakeDialog scopes={scopes} onClose={() => setMaking(false)} onMade={setMade} />}
            {made && <SecretDialog title={t("keys.madeTitle")} text={t("keys.madeText")} secret={made} onClose={() => setMade(null)} />}
        </>
    );
}
