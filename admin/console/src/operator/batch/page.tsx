// One batch for the bank: its files, its payouts, and what the bank said about each or about all of them.
import { Alert, Button, Group, Text } from "@mantine/core";
import { Banknote } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { useGet, usePages, type Item } from "@/shared/api/hooks";
import { Problem } from "@/shared/api/problem";
import type { PageProps } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable } from "@/shared/table/data-table";
import { Empty, Panel, Stack } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { Until } from "@/shared/ui/until";
import { act } from "../common/act";
import { SaveButton } from "../common/save-button";
import { standing } from "../payouts/batches";
import { usePayoutColumns } from "../payouts/columns";

type Batch = Item<"/v1/admin/payout-batches">;

export default function BatchPage({ params }: PageProps) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const path = { batch: params.batch! };
    const asked = useGet("/v1/admin/payout-batches/{batch}", { path });
    const rows = usePages("/v1/payouts", { query: path });
    const columns = usePayoutColumns();
    const back = { to: "/operator/payouts", label: t("nav.payouts") };
    const batch = asked.data;
    if (!batch) return <Until asked={asked} title={t("batch.one")} back={back} />;
    const carried = async () => {
        if (await confirm({ title: t("payout.batchPaidTitle"), body: t("batch.paidText", { count: batch.states.sent ?? 0 }), action: t("payout.paid") }))
            await act(ok(api.POST("/v1/admin/payout-batches/{batch}/confirm", { params: { path, header: intention() }, body: {} as never })), t("payout.batchPaid"), "/v1/payouts", "/v1/admin/payout-batches", "/v1/floor");
    };
    return (
        <>
            <PageHead title={`${t("batch.one")}: ${format.money(batch.amount)}`} back={back} lead={`${format.dateTime(batch.made_at)} · ${standing(batch)}`}
                actions={mayWrite && (batch.states.sent ?? 0) > 0 && <Button onClick={() => void carried()}>{t("payout.paid")}</Button>} />
            <Stack>
                {mayWrite && <Files batch={batch} />}
                <Panel flush title={t("nav.payouts")}>
                    <DataTable name="batch" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Banknote} title={t("payout.none")} />} />
                </Panel>
            </Stack>
        </>
    );
}

const FORMATS = [["pain001", "xml", "pain.001"], ["csv", "csv", "CSV"], ["spreadsheet", "csv", ""]] as const;

/** Auditors do not see this: a file opens bank details. Why one cannot be made is said in the server's words. */
function Files({ batch }: { batch: Batch }) {
    const { t } = useTranslation("operator");
    const [fault, setFault] = useState<unknown>(null);
    const read = (format: (typeof FORMATS)[number][0]) => () => {
        setFault(null);
        return ok(api.GET("/v1/admin/payout-batches/{batch}/file", { params: { path: { batch: batch.id }, query: { format } }, parseAs: "blob" }));
    };
    return (
        <Panel title={t("batch.files")}>
            <Group gap="sm">
                {FORMATS.map(([format, ending, label]) => (
                    <SaveButton key={format} label={label || t("shared:statement.sheet")} name={`payouts-${batch.made_at.slice(0, 10)}-${batch.id.slice(-8)}.${ending}`} read={read(format)} onFault={setFault} />
                ))}
            </Group>
            <Text size="sm" c="dimmed" mt="sm">{t("batch.filesText")}</Text>
            {fault !== null && <div style={{ marginTop: 16 }}>{fault instanceof Problem && fault.code === "conflict" ? <Alert color="yellow" variant="light" role="alert" title={t("batch.noFile")}><span lang="en">{fault.detail}</span></Alert> : <Fault fault={fault} />}</div>}
        </Panel>
    );
}
