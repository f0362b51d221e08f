// One listing, with all the steps its price takes.
import { useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { Problem } from "@/shared/api/problem";
import type { PageProps } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Empty, Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { Temperature, word } from "@/shared/ui/words";
import { Until } from "@/shared/ui/until";
import { PackageX } from "lucide-react";
import { fieldName } from "@/shared/filter/words";
import { BasketBar } from "../market/basket-bar";
import { Buy, useAge, useListingText } from "../market/card";
import { useIn } from "../market/curve";
import { useShown, type Shown } from "../market/shown";
import type { Listing } from "../market/terms";

export default function ListingPage({ params }: PageProps) {
    const { t } = useTranslation("advertiser");
    const niches = useNiches();
    const text = useListingText();
    const asked = useGet("/v1/market/listings/{listing}", { path: { listing: params.listing! } }, { staleTime: 60_000, refetchOnWindowFocus: false });
    const back = { to: "/advertiser/market", label: t("nav.market") };
    const listing = asked.data;
    if (asked.error instanceof Problem && asked.error.status === 404)
        return <><PageHead title={t("market.one")} back={back} /><Panel><Empty icon={PackageX} title={t("market.gone")}>{t("market.goneText")}</Empty></Panel></>;
    if (!listing) return <Until asked={asked} title={t("market.one")} back={back} />;
    return (
        <>
            <PageHead title={`${niches.title(listing.niche)}, ${text(listing)}`} back={back} badge={listing.temperature && <Temperature state={listing.temperature} />} lead={t(`market.causeText.${listing.cause}`)} />
            <Split>
                <Stack>
                    <Panel title={t("market.known")}><Known listing={listing} /></Panel>
                    <BasketBar />
                </Stack>
                <Stack>
                    <Panel title={t("sale.price")}><Buy listing={listing} text={text(listing)} /></Panel>
                    <Panel title={t("market.steps")}><Steps listing={listing} /></Panel>
                </Stack>
            </Split>
        </>
    );
}

function Known({ listing }: { listing: Listing }) {
    const { t } = useTranslation("advertiser");
    const shown = useShown();
    const age = useAge();
    const fields = Object.entries(listing.fields as Record<string, Shown>);
    return (
        <Facts items={[
            ...fields.map(([name, value]): [string, React.ReactNode] => [fieldName(name), value === null ? <span key={name} className="quiet">{t("market.hidden")}</span> : shown(name, value)]),
            [fieldName("score"), shown("score", listing.score)],
            [t("market.age"), age(listing)],
            [fieldName("origin_kind"), listing.origin_kind && word("origin", listing.origin_kind)],
            [fieldName("channel"), listing.channel],
            [fieldName("resold"), t(listing.resold ? "shared:condition.yes" : "shared:condition.no")],
            [t("sale.seller"), listing.seller.alias],
            [t("market.sellerScore"), listing.seller.score],
        ]} />
    );
}

function Steps({ listing }: { listing: Listing }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const when = useIn();
    if (listing.next_prices.length === 0) return <span className="quiet">{t("market.stays")}</span>;
    return <Facts items={[[t("market.now"), <b key="now" className="num">{format.money(listing.price)}</b>], ...listing.next_prices.map((step): [string, React.ReactNode] => [when(step.in_hours), <span key={step.in_hours} className="num">{format.money(step.price)}</span>])]} />;
}
