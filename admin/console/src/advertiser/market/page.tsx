// The marketplace: leads nobody bought at once, masked, at a price that falls. Looking is counted by the server, so nothing
// is asked for again unless somebody asks.
import { Button, Loader, Select } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { BookmarkPlus, SearchX, SlidersHorizontal, Store } from "lucide-react";
import { useState } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, ok } from "@/shared/api/client";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Empty, Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { BasketBar } from "./basket-bar";
import { Card } from "./card";
import { ClearButton, Facets } from "./facets";
import classes from "./market.module.css";
import { SaveSearch } from "./save-search";
import { SORTS, useTerms, type ListingQuery } from "./terms";

const PAGE = 25, REST_MS = 300;

/** The first page also counts what another choice would leave. */
function useListings(query: ListingQuery | undefined) {
    const [rested] = useDebouncedValue(query && JSON.stringify(query), REST_MS);
    const asked = useInfiniteQuery({
        queryKey: ["/v1/market/listings", rested],
        enabled: rested !== undefined,
        staleTime: 60_000, refetchOnWindowFocus: false, refetchOnReconnect: false,
        initialPageParam: null as string | null,
        queryFn: ({ pageParam: cursor, signal }) => {
            const more = cursor === null ? { facets: "all" } : { cursor };
            return ok(api.GET("/v1/market/listings", { params: { query: { ...(JSON.parse(rested!) as ListingQuery), limit: PAGE, ...more } }, signal }));
        },
        getNextPageParam: (page) => page.next,
        placeholderData: (before) => before,
    });
    return { ...asked, items: asked.data?.pages.flatMap((page) => page.items), total: asked.data?.pages[0]?.total ?? 0, facets: asked.data?.pages[0]?.facets };
}

export default function MarketPage() {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const terms = useTerms();
    const listings = useListings(terms.query);
    const wide = useMediaQuery("(min-width: 1001px)", true, { getInitialValueInEffect: false });
    const [narrowing, setNarrowing] = useState(false);
    const [saving, setSaving] = useState(false);
    const nobody = !terms.niches.isPending && terms.open.length === 0;
    const key = terms.niche?.name ?? "";
    return (
        <>
            <PageHead title={t("nav.market")} lead={t("market.text")} actions={mayWrite && terms.niche && <Button variant="default" leftSection={<BookmarkPlus size={16} aria-hidden />} onClick={() => setSaving(true)}>{t("search.save")}</Button>} />
            {terms.niches.error && <Fault fault={terms.niches.error} retry={terms.niches.refetch} />}
            {nobody ? <Panel><Empty icon={Store} title={t("market.closed")}>{t("market.closedText")}</Empty></Panel> : (
                <div className={classes.page}>
                    <div className={classes.beside}>
                        <Select mb="md" aria-label={t("order.niche")} allowDeselect={false} searchable value={terms.niche?.name ?? null} data={terms.open.map((niche) => ({ value: niche.name, label: niche.title }))}
                            onChange={(niche) => { terms.clear(); terms.set("niche", niche); }} />
                        {!wide && <Button fullWidth variant="default" aria-expanded={narrowing} leftSection={<SlidersHorizontal size={15} aria-hidden />} onClick={() => setNarrowing(!narrowing)}>{t("market.narrow")}</Button>}
                        {(wide || narrowing) && terms.niche && <div style={{ marginTop: wide ? 0 : 12 }}><Facets key={key} terms={terms} counts={listings.facets} /></div>}
                    </div>
                    <div>
                        <div className={classes.bar}>
                            <span aria-live="polite">{listings.data && <>{t("market.found", { count: listings.total })} {terms.narrowed && <ClearButton onClick={() => { const niche = terms.niche?.name; terms.clear(); terms.set("niche", niche); }} />}</>}</span>
                            <Select size="xs" w={190} aria-label={t("market.sort")} allowDeselect={false} value={terms.query?.sort ?? "newest"} data={SORTS.map((value) => ({ value, label: t(`market.sorts.${value}`) }))} onChange={(sort) => terms.set("sort", sort)} />
                        </div>
                        {listings.error && <Fault fault={listings.error} retry={listings.refetch} />}
                        {listings.isPending && !listings.error && <Panel><div aria-busy style={{ minHeight: 320, display: "grid", placeItems: "center" }}><Loader /></div></Panel>}
                        {listings.items?.length === 0 && <Panel><Nothing terms={terms} save={mayWrite ? () => setSaving(true) : undefined} /></Panel>}
                        {listings.items && listings.items.length > 0 && (
                            <Panel flush>
                                <ul className={classes.cards} aria-busy={listings.isPlaceholderData}>{listings.items.map((listing) => <Card key={listing.id} listing={listing} />)}</ul>
                                {listings.hasNextPage && <div style={{ padding: 16, textAlign: "center" }}><Button variant="default" loading={listings.isFetchingNextPage} onClick={() => void listings.fetchNextPage()}>{t("market.more", { shown: format.number(listings.items.length), total: format.number(listings.total) })}</Button></div>}
                            </Panel>
                        )}
                        <BasketBar />
                    </div>
                </div>
            )}
            {saving && terms.niche && <SaveSearch terms={terms} onClose={() => setSaving(false)} />}
        </>
    );
}

/** Nothing fits: less is asked for, another niche looked at, or the search saved, which says when something comes. */
function Nothing({ terms, save }: { terms: ReturnType<typeof useTerms>; save?: () => void }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const elsewhere = terms.fuller.filter((one) => one.niche !== terms.niche?.name).slice(0, 3);
    const go = (niche: string) => {
        terms.clear();
        terms.set("niche", niche);
    };
    return (
        <Empty icon={SearchX} title={t("market.none")} action={<>
            {!terms.narrowed && elsewhere.map(({ niche, listings }) => <Button key={niche} variant="default" onClick={() => go(niche)}>{terms.niches.title(niche)} · {format.number(listings)}</Button>)}
            {save && <Button leftSection={<BookmarkPlus size={16} aria-hidden />} onClick={save}>{t("search.save")}</Button>}
        </>}>
            {terms.narrowed ? t("market.noneNarrowed") : t(elsewhere.length > 0 ? "market.noneElsewhere" : "market.noneText")}
        </Empty>
    );
}
