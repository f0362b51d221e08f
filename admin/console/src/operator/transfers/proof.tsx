// The proof that an entry stands in a signed day: a few lines that are checked without the exchange.
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/shared/api/client";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { saveFile } from "@/shared/table/csv";
import { Facts } from "@/shared/ui/blocks";
import { CopyButton, Id } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";

export function ProofButton({ transfer }: { transfer: string }) {
    const { t } = useTranslation("operator");
    const [open, setOpen] = useState(false);
    return (
        <>
            <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>{t("proof.show")}</Button>
            {open && <ProofDialog transfer={transfer} onClose={() => setOpen(false)} />}
        </>
    );
}

function ProofDialog({ transfer, onClose }: { transfer: string; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const asked = useQuery({
        queryKey: ["/v1/transfers/{transfer}/proof", transfer],
        queryFn: () => ok(api.GET("/v1/transfers/{transfer}/proof", { params: { path: { transfer } }, parseAs: "text" })) as Promise<unknown> as Promise<string>,
        staleTime: Infinity,
    });
    const text = asked.data ?? "", file = `${transfer}.proof`;
    // "leadx-day 1 2026-11-21 transfers …" and "sign KEY SIGNATURE"
    const day = text.match(/^leadx-day 1 (\S+) /m)?.[1], key = text.match(/^sign (\S+) /m)?.[1];
    // rows are counted from 0
    const row = text.match(/^row (\d+)$/m)?.[1], rows = text.match(/ transfers (\d+) /)?.[1];
    return (
        <Dialog onClose={onClose} title={t("proof.title")} size="lg">
            <Stack gap="md">
                <Text size="sm" c="dimmed">{t("proof.text")}</Text>
                {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
                {asked.isPending && <div aria-busy style={{ height: 160 }} />}
                {asked.data !== undefined && (
                    <>
                        <Facts items={[[t("ledger.day"), day && format.calendar(day)], [t("proof.row"), row && `${format.number(Number(row) + 1)} / ${format.number(Number(rows))}`], [t("ledger.key"), key && <Id key="k" id={key} />]]} />
                        <Code block tabIndex={0} aria-label={t("proof.title")} style={{ maxHeight: 260, overflow: "auto" }}>{text}</Code>
                        <Text size="sm">{t("proof.verify")} <Code>leadx ledger verify {file}</Code></Text>
                    </>
                )}
                <Group justify="flex-end">
                    {asked.data !== undefined && <><CopyButton value={text} /><Button variant="default" onClick={() => saveFile(file, "text/plain", text)}>{t("transfer.get")}</Button></>}
                    <Button onClick={onClose}>{t("shared:action.close")}</Button>
                </Group>
            </Stack>
        </Dialog>
    );
}
