// Transfers that are on their way: found by the reference on the bank's statement, confirmed with what really came, or refused.
import { Button, Group, SegmentedControl, TextInput } from "@mantine/core";
import { Landmark, Search } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useLive } from "@/shared/stream/use-live";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { readReference, TopUpState, TransferReference } from "@/shared/ui/top-up";
import { useFilters } from "@/shared/ui/use-filters";
import { ReasonDialog } from "../common/reason-dialog";
import { useOrgs } from "../common/use-orgs";
import { ConfirmTopUp } from "./confirm-top-up";

export type TopUp = Item<"/v1/admin/top-ups">;

export function TopUps({ mayWrite }: { mayWrite: boolean }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const orgs = useOrgs();
    const { values, set } = useFilters("state", "reference");
    const [typed, type] = useState(values.reference ?? "");
    const reference = readReference(typed) ?? undefined;
    const wrong = typed.replace(/[\s-]/g, "").length >= 12 && reference === undefined;
    const all = values.state === "all";
    const rows = usePages("/v1/admin/top-ups", { query: { state: all || reference ? undefined : "asked", reference } });
    useLive(["wallet"], "/v1/admin/top-ups");
    const columns: Column<TopUp>[] = [
        { id: "org", header: t("org.one"), cell: (row) => <Link href={`/operator/orgs/${row.org}`}>{orgs.name(row.org)}</Link>, csv: (row) => row.org },
        { id: "reference", header: t("money.topUp.reference"), cell: (row) => <TransferReference reference={row.reference} />, csv: (row) => row.reference },
        { id: "amount", header: t("money.amount"), num: true, cell: (row) => <b>{format.money(row.amount)}</b>, csv: (row) => row.amount },
        { id: "paid", header: t("money.topUp.came"), num: true, hidden: !all && !reference, cell: (row) => (row.paid ? format.money(row.paid) : "–"), csv: (row) => row.paid },
        { id: "state", header: t("org.state"), cell: (row) => <><TopUpState state={row.state} />{row.by === "wallet" && <div className="quiet">{t("money.topUp.byWallet")}</div>}{row.by === "person" && row.reason && <div className="quiet">{row.reason}</div>}</>, csv: (row) => row.state },
        { id: "asked_at", header: t("payout.asked"), num: true, cell: (row) => format.dateTime(row.asked_at), csv: (row) => row.asked_at },
        { id: "do", header: "", cell: (row) => mayWrite && (row.state === "asked" || row.state === "expired") && <Steps topUp={row} name={orgs.name(row.org)} /> },
    ];
    const search = (text: string) => {
        type(text);
        set("reference", readReference(text));
    };
    return (
        <Panel flush title={t("money.topUps")} actions={(
            <Group gap="xs" align="flex-start">
                <TextInput size="xs" w={210} aria-label={t("money.topUp.find")} placeholder={t("money.topUp.find")} leftSection={<Search size={13} aria-hidden />}
                    value={typed} onChange={(event) => search(event.currentTarget.value)} error={wrong && t("money.topUp.mistyped")} maxLength={40} />
                <SegmentedControl size="xs" role="radiogroup" aria-label={t("org.state")} value={all ? "all" : ""} onChange={(next) => set("state", next)}
                    data={[{ value: "", label: t("money.topUp.waiting") }, { value: "all", label: t("shared:filter.all") }]} />
            </Group>
        )}>
            <DataTable name="top-ups" columns={columns} rows={rows} rowKey={(row) => row.id}
                empty={<Empty icon={Landmark} title={t(reference ? "money.topUp.unknown" : "money.noTopUps")}>{t(reference ? "money.topUp.unknownText" : "money.noTopUpsText")}</Empty>} />
        </Panel>
    );
}

function Steps({ topUp, name }: { topUp: TopUp; name: string }) {
    const { t } = useTranslation("operator");
    const [asked, setAsked] = useState<"confirm" | "refuse" | null>(null);
    const close = () => setAsked(null);
    const refuse = async (reason: string) => {
        await ok(api.POST("/v1/admin/top-ups/{top_up}/refuse", { params: { path: { top_up: topUp.id } }, headers: intention(), body: { reason } }));
        await refresh("/v1/admin/top-ups");
    };
    return (
        <Group gap={6} wrap="nowrap" justify="flex-end">
            {topUp.state === "asked" && topUp.by === "person" && <Button size="compact-sm" variant="default" onClick={() => setAsked("refuse")}>{t("money.topUp.refuse")}</Button>}
            <Button size="compact-sm" onClick={() => setAsked("confirm")}>{t("money.topUp.confirm")}</Button>
            {asked === "refuse" && <ReasonDialog title={t("money.topUp.refuseTitle", { name })} text={t("money.topUp.refuseText")} action={t("money.topUp.refuse")} danger submit={refuse} onClose={close} />}
            {asked === "confirm" && <ConfirmTopUp topUp={topUp} name={name} onClose={close} />}
        </Group>
    );
}
