// Payouts on their way: approved by two where they are large, sent to the bank in batches, confirmed or returned.
import { Button, SegmentedControl } from "@mantine/core";
import { Banknote, Send } from "lucide-react";
import { useState } from "react";
import { usePages } from "@/shared/api/hooks";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable } from "@/shared/table/data-table";
import { Empty, Panel, Stack } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { useFilters } from "@/shared/ui/use-filters";
import { word } from "@/shared/ui/words";
import { Batches } from "./batches";
import { usePayoutColumns } from "./columns";
import { SendDialog } from "./send-dialog";

const STATES = ["requested", "approved", "sent", "confirmed", "returned", "cancelled"] as const;

export default function PayoutsPage() {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const [sending, setSending] = useState(false);
    const { values, set } = useFilters("state");
    const state = STATES.find((one) => one === values.state);
    const rows = usePages("/v1/payouts", { query: { state } });
    const columns = usePayoutColumns();
    return (
        <>
            <PageHead title={t("nav.payouts")} lead={t("payout.text")} actions={mayWrite && <Button leftSection={<Send size={15} aria-hidden />} onClick={() => setSending(true)}>{t("payout.send")}</Button>} />
            <Stack>
                <Panel flush title={t("nav.payouts")} actions={(
                    <SegmentedControl size="xs" role="radiogroup" aria-label={t("org.state")} value={state ?? ""} onChange={(next) => set("state", next)}
                        data={[{ value: "", label: t("shared:filter.all") }, ...STATES.slice(0, 3).map((value) => ({ value: value as string, label: word("payout", value) }))]} />
                )}>
                    <DataTable name="payouts" columns={columns} rows={rows} rowKey={(row) => row.id} empty={<Empty icon={Banknote} title={t("payout.none")}>{t("payout.noneText")}</Empty>} />
                </Panel>
                <Batches />
            </Stack>
            {sending && <SendDialog onClose={() => setSending(false)} />}
        </>
    );
}
