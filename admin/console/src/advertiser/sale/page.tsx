// One purchase: whom to call, what came of it, the money, why it came here, and returning it.
import { Button } from "@mantine/core";
import { Scale } from "lucide-react";
import { Link } from "wouter";
import { useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import type { PageProps } from "@/shared/area";
import { DecisionPicture } from "@/shared/decision/decision";
import { Problem } from "@/shared/api/problem";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { useLive } from "@/shared/stream/use-live";
import { Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { Clock } from "@/shared/ui/clock";
import { Id } from "@/shared/ui/copy";
import { PageHead } from "@/shared/ui/page-head";
import { SaleState, Temperature, word } from "@/shared/ui/words";
import { Until } from "@/shared/ui/until";
import type { WorkItem } from "../work/change";
import { WorkPanel } from "../work/panel";
import { fieldName, valueName } from "@/shared/filter/words";
import { ContactCard, useContact, type SaleDetail } from "./contact";
import { OutcomeForm } from "./outcome-form";
import { Outcomes } from "./outcomes";

export default function SalePage({ params }: PageProps) {
    const { t } = useTranslation("advertiser");
    const niches = useNiches();
    const sale = params.sale!;
    const asked = useGet("/v1/work/{sale}", { path: { sale } });
    const { detail } = useContact(sale);
    useLive(["outcome", "dispute"], "/v1/work", "/v1/sales/{sale}/outcomes");
    const back = { to: "/advertiser/work", label: t("nav.work") };
    const item = asked.data;
    // what went back is on no work list; it can still be read
    const gone = asked.error instanceof Problem && asked.error.status === 404;
    if (!item && !gone) return <Until asked={asked} title={t("sale.one")} back={back} />;
    const state = item?.sale_state ?? detail?.state;
    return (
        <>
            <PageHead title={item ? niches.title(item.niche) : detail ? niches.title(detail.niche) : t("sale.one")} back={back} badge={state && <SaleState state={state} />}
                lead={item ? <Came item={item} /> : t("sale.gone")} actions={item && <Actions item={item} />} />
            <Split>
                <Stack>
                    <Panel title={t("contact.title")}><ContactCard sale={sale} reads={item?.reads} /></Panel>
                    {item && <Panel title={t("outcome.title")}><Stack><OutcomeForm sale={sale} currency={item.price.currency} /><Outcomes sale={sale} /></Stack></Panel>}
                    {(item?.lead ?? detail?.lead) && <Panel title={t("shared:decision.title")}><DecisionPicture lead={(item?.lead ?? detail?.lead)!} /></Panel>}
                </Stack>
                <Stack>
                    {item && <Panel title={t("work.title")}><WorkPanel item={item} /></Panel>}
                    <MoneyFacts item={item} detail={detail} sale={sale} />
                    {detail && <LeadFacts detail={detail} />}
                </Stack>
            </Split>
        </>
    );
}

function Came({ item }: { item: WorkItem }) {
    const format = useFormat();
    return <>{item.region && `${item.region} · `}<Temperature state={item.temperature} /> · <time dateTime={item.sold_at} title={format.exact(item.sold_at)}>{format.dateTime(item.sold_at)}</time></>;
}

function Actions({ item }: { item: WorkItem }) {
    const { t } = useTranslation("advertiser");
    const mayWrite = useMayWrite();
    const inTime = new Date(item.window_ends_at).getTime() > Date.now();
    if (item.sale_state === "disputed") return <Button component={Link} variant="default" href="/advertiser/disputes" leftSection={<Scale size={15} aria-hidden />}>{t("nav.disputes")}</Button>;
    if (!mayWrite || item.sale_state !== "held" || !inTime) return null;
    return <Button component={Link} variant="default" href={`/advertiser/leads/${item.sale}/dispute`} leftSection={<Scale size={15} aria-hidden />}>{t("claim.open")}</Button>;
}

function MoneyFacts({ item, detail, sale }: { item: WorkItem | undefined; detail: SaleDetail | undefined; sale: string }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const of = item ?? detail;
    const order = item?.order ?? detail?.order;
    const ends = item?.window_ends_at ?? detail?.window_ends_at;
    return (
        <Panel title={t("sale.money")}>
            <Facts items={[
                [t("sale.price"), of && <b key="p">{format.money(of.price)}</b>],
                [t("sale.how"), of?.exclusive !== undefined && t(of.exclusive ? "shared:sale.exclusive" : "shared:sale.shared")],
                [t("sale.window"), item?.sale_state === "held" && ends ? <Clock key="w" at={ends} /> : ends && format.date(ends)],
                [t("sale.settled"), detail?.settled_at && format.dateTime(detail.settled_at)],
                [t("sale.seller"), detail?.seller],
                [t("order.one"), order && <Link key="o" href={`/advertiser/orders/${order}`}>…{order.slice(-8)}</Link>],
                [t("sale.lead"), of && <Id key="l" id={of.lead} />],
                ["ID", <Id key="i" id={sale} />],
            ]} />
        </Panel>
    );
}

/** What the lead says of itself: read together with the contact. */
function LeadFacts({ detail }: { detail: SaleDetail }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const consent = detail.consent as { text?: string; given_at?: string; proof_url?: string } | null | undefined;
    const value = (name: string, given: unknown) => (typeof given === "boolean" ? t(given ? "shared:condition.yes" : "shared:condition.no") : typeof given === "number" ? format.number(given) : valueName(name, given));
    return (
        <Panel title={t("sale.facts")}>
            <Facts items={[
                [fieldName("score"), detail.score],
                [t("sale.received"), detail.received_at && format.dateTime(detail.received_at)],
                [fieldName("resold"), detail.resold && t("shared:condition.yes")],
                ...Object.entries(detail.attributes as Record<string, unknown>).map(([name, given]): [string, string] => [fieldName(name), value(name, given)]),
                [t("sale.consent"), consent?.text],
                [t("sale.consentAt"), consent?.given_at && format.dateTime(consent.given_at)],
                [t("sale.consentProof"), consent?.proof_url],
                [t("order.state"), word("sale.state", detail.state)],
            ]} />
        </Panel>
    );
}
