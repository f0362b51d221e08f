// One offer: who asked to make leads for it, whom it admits, and its order.
import { Button, Group } from "@mantine/core";
import { Users } from "lucide-react";
import { Link } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import type { PageProps } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Facts, Panel, Split, Stack, type Tone } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { Id } from "@/shared/ui/copy";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { toast, toastFault } from "@/shared/ui/toast";
import { FilterFacts } from "@/shared/filter/facts";
import { isOwn, type Offer } from "../offers/page";

type Member = Offer["sellers"][number];
const TONES: Record<Member["state"], Tone> = { asked: "warn", admitted: "good", refused: "bad" };

export default function OfferPage({ params }: PageProps) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const asked = useGet("/v1/offers/{offer}", { path: { offer: params.offer! } });
    const back = { to: "/advertiser/offers", label: t("nav.offers") };
    if (asked.error) return <><PageHead title={t("offer.one")} back={back} /><Fault fault={asked.error} retry={asked.refetch} /></>;
    const offer = asked.data;
    if (!offer || !isOwn(offer)) return <div aria-busy={!offer} style={{ minHeight: 240 }}><PageHead title={t("offer.one")} back={back} /></div>;
    const close = async () => {
        if (await confirm({ title: t("offer.closeTitle"), body: t("offer.closeText"), action: t("offer.close"), danger: true }))
            await ok(api.POST("/v1/offers/{offer}/close", { params: { path: { offer: offer.id } }, body: {} as never, headers: intention() })).then(() => (toast(t("offer.closed")), refresh("/v1/offers", "/v1/orders")), toastFault);
    };
    return (
        <>
            <PageHead title={offer.name} back={back} badge={<Badge tone={offer.state === "active" ? "good" : "plain"}>{t(`offer.states.${offer.state}`)}</Badge>} lead={offer.description ?? undefined}
                actions={mayWrite && offer.state === "active" && <Button variant="default" onClick={() => void close()}>{t("offer.close")}</Button>} />
            <Split>
                <Stack>
                    <Sellers offer={offer} mayWrite={mayWrite} />
                    <Panel title={t("order.whom")}><FilterFacts filter={offer.filter} empty={t("order.anybody")} /></Panel>
                </Stack>
                <Panel title={t("order.terms")}>
                    <Facts items={[
                        [t("order.niche"), niches.title(offer.niche)],
                        [t("offer.price"), <b key="p">{format.money(offer.price)}</b>],
                        [t("order.one"), <Link key="o" href={`/advertiser/orders/${offer.order}`}>{t("offer.order")}</Link>],
                        [t("offer.made"), format.dateTime(offer.created_at)],
                        ["ID", <Id key="i" id={offer.id} />],
                    ]} />
                </Panel>
            </Split>
        </>
    );
}

function Sellers({ offer, mayWrite }: { offer: Offer; mayWrite: boolean }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const decide = (member: Member, what: "admit" | "refuse") =>
        ok(api.POST(`/v1/offers/{offer}/sellers/{org}/${what}`, { params: { path: { offer: offer.id, org: member.seller } }, body: {} as never, headers: intention() }))
            .then(() => (toast(t(what === "admit" ? "offer.admitted" : "offer.refused", { alias: member.alias })), refresh("/v1/offers")), toastFault);
    const columns: Column<Member>[] = [
        { id: "alias", header: t("sale.seller"), cell: (row) => row.alias, csv: (row) => row.alias },
        { id: "state", header: t("order.state"), cell: (row) => <Badge tone={TONES[row.state]}>{t(`offer.members.${row.state}`)}</Badge>, csv: (row) => row.state },
        { id: "asked_at", header: t("offer.askedAt"), num: true, cell: (row) => format.date(row.asked_at), csv: (row) => row.asked_at },
        { id: "decide", header: "", cell: (row) => mayWrite && offer.state === "active" && (
            <Group gap={6} justify="flex-end" wrap="nowrap">
                {row.state !== "admitted" && <Button size="compact-sm" onClick={() => void decide(row, "admit")}>{t("offer.admit")}</Button>}
                {row.state !== "refused" && <Button size="compact-sm" variant="default" onClick={() => void decide(row, "refuse")}>{t("offer.refuse")}</Button>}
            </Group>
        ) },
    ];
    return (
        <Panel flush title={t("offer.sellers")}>
            <DataTable name="offer-sellers" columns={columns} rows={{ items: offer.sellers, isPending: false, error: null, refetch: () => undefined }} rowKey={(row) => row.seller} empty={<Empty icon={Users} title={t("offer.nobody")}>{t("offer.nobodyText")}</Empty>} />
        </Panel>
    );
}
