// Leads that wait for a person's look, oldest first; whoever is silent rejects them.
import { Button, Group } from "@mantine/core";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, usePages, type Item } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { Clock } from "@/shared/ui/clock";
import { PageHead } from "@/shared/ui/page-head";
import { Temperature, word } from "@/shared/ui/words";
import { act } from "../common/act";
import { ReasonDialog } from "../common/reason-dialog";

type Held = Item<"/v1/admin/reviews">;

export default function ReviewsPage() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const [rejected, reject] = useState<Held | null>(null);
    const rows = usePages("/v1/admin/reviews");
    const params = (row: Held) => ({ params: { path: { lead: row.id } }, headers: intention() });
    const approve = (row: Held) => act(ok(api.POST("/v1/admin/reviews/{lead}/approve", { ...params(row), body: {} as never })), t("review.approved"), "/v1/admin/reviews", "/v1/floor");
    const sendReject = async (reason: string) => {
        await ok(api.POST("/v1/admin/reviews/{lead}/reject", { ...params(rejected!), body: { reason } }));
        await refresh("/v1/admin/reviews", "/v1/floor");
    };
    const columns: Column<Held>[] = [
        { id: "niche", header: t("desk.niche"), cell: (row) => niches.title(row.niche), csv: (row) => row.niche },
        { id: "why", header: t("review.why"), cell: (row) => (row.code ? word("lead.code", row.code) : t("review.policy")), csv: (row) => row.code },
        { id: "seller", header: t("lead.seller"), cell: (row) => row.seller.name, csv: (row) => row.seller.name },
        { id: "source", header: t("lead.source"), cell: (row) => row.source.name, csv: (row) => row.source.name },
        { id: "score", header: t("lead.score"), num: true, cell: (row) => <>{row.score} <Temperature state={row.temperature} /></>, csv: (row) => row.score },
        { id: "min_price", header: t("lead.minPayout"), num: true, cell: (row) => format.money(row.min_price), csv: (row) => row.min_price },
        { id: "until", header: t("review.until"), num: true, cell: (row) => <Clock at={row.rejected_at} />, csv: (row) => row.rejected_at },
        { id: "do", header: "", cell: (row) => mayWrite && (
            <Group gap={6} wrap="nowrap" justify="flex-end">
                <Button size="compact-sm" variant="default" onClick={() => reject(row)}>{t("review.reject")}</Button>
                <Button size="compact-sm" onClick={() => void approve(row)}>{t("review.approve")}</Button>
            </Group>
        ) },
    ];
    return (
        <>
            <PageHead title={t("nav.reviews")} lead={t("review.text")} />
            <Panel flush>
                <DataTable name="reviews" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `/operator/leads/${row.id}`}
                    empty={<Empty icon={CircleCheck} title={t("review.none")}>{t("review.noneText")}</Empty>} />
            </Panel>
            {rejected && <ReasonDialog title={t("review.rejectTitle")} text={t("review.rejectText")} action={t("review.reject")} danger submit={sendReject} onClose={() => reject(null)} />}
        </>
    );
}
