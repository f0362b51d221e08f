// Companies that ask for a suspension or a restraint to be lifted, in their own words.
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { MessagesSquare } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, usePages, type Item } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, type Tone } from "@/shared/ui/blocks";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";

type Appeal = Item<"/v1/admin/appeals">;

const TONES: Record<Appeal["state"], Tone> = { open: "warn", granted: "good", refused: "plain" };

export function Appeals() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const [deciding, decide] = useState<Appeal | null>(null);
    const rows = usePages("/v1/admin/appeals", { query: { state: "all" } });
    const columns: Column<Appeal>[] = [
        { id: "org", header: t("org.one"), cell: (row) => <Link href={`/operator/orgs/${row.org}`}>{row.alias}</Link>, csv: (row) => row.alias },
        { id: "text", header: t("appeal.words"), cell: (row) => <>{row.text}{row.answer && <div className="quiet">{row.answer}</div>}</>, csv: (row) => row.text },
        { id: "state", header: t("org.state"), cell: (row) => <Badge tone={TONES[row.state]}>{t(`appeal.${row.state}`)}</Badge>, csv: (row) => row.state },
        { id: "at", header: t("alert.at"), num: true, cell: (row) => format.dateTime(row.at), csv: (row) => row.at },
        { id: "decide", header: "", cell: (row) => mayWrite && row.state === "open" && <Button size="compact-sm" onClick={() => decide(row)}>{t("appeal.decide")}</Button> },
    ];
    return (
        <Panel flush title={t("appeal.title")}>
            <DataTable name="appeals" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={MessagesSquare} title={t("appeal.none")} />} />
            {deciding && <DecideDialog appeal={deciding} onClose={() => decide(null)} />}
        </Panel>
    );
}

function DecideDialog({ appeal, onClose }: { appeal: Appeal; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const [grant, setGrant] = useState(false);
    const form = useForm({
        initial: { answer: "" },
        check: ({ answer }) => ({ answer: answer.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ answer }) => {
            await ok(api.POST("/v1/admin/appeals/{appeal}/decide", { params: { path: { appeal: appeal.id } }, headers: intention(), body: { grant, answer: answer.trim() } }));
            onClose();
            await refresh("/v1/admin/appeals", "/v1/admin/orgs", "/v1/floor");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("appeal.title")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>{appeal.text}</Text>
                    <Textarea label={t("appeal.answer")} description={t("appeal.answerText")} autosize minRows={3} maxLength={4000} data-autofocus {...form.field("answer")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button type="submit" variant="default" loading={form.busy && !grant} onClick={() => setGrant(false)}>{t("appeal.refuse")}</Button>
                        <Button type="submit" loading={form.busy && grant} onClick={() => setGrant(true)}>{t("appeal.grant")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
