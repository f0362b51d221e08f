// One listing: what may be known of the lead, what it costs now and soon, and taking a share or all of it.
import { Button, Group } from "@mantine/core";
import { Check } from "lucide-react";
import { Link } from "wouter";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Badge } from "@/shared/ui/blocks";
import { Temperature, word } from "@/shared/ui/words";
import { fieldName } from "@/shared/filter/words";
import { BASKET_MAX, choose, useBasket } from "./basket";
import { Curve } from "./curve";
import classes from "./market.module.css";
import { useShown, type Shown } from "./shown";
import type { Listing } from "./terms";

/** Region and what else stands in the first line of a listing; known here only. */
const LEADING = ["region", "country"];

export function useListingText() {
    const { t } = useTranslation("advertiser");
    const shown = useShown();
    return (listing: Listing) => {
        const fields = listing.fields as Record<string, Shown>;
        return shown("region", fields.region ?? null) || shown("country", fields.country ?? null) || t("market.somewhere");
    };
}

/** In whole hours for two days, then in days. */
export function useAge() {
    const { t } = useTranslation("advertiser");
    return ({ age }: Listing) => (age.hours === 0 ? t("market.fresh") : age.hours !== undefined ? t("market.hoursOld", { count: age.hours }) : t("market.daysOld", { count: age.days }));
}

export function Card({ listing }: { listing: Listing }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const shown = useShown();
    const text = useListingText();
    const age = useAge();
    const fields = Object.entries(listing.fields as Record<string, Shown>).filter(([name, value]) => value !== null && !LEADING.includes(name));
    return (
        <li className={classes.card}>
            <div className={classes.what}>
                <div className={classes.first}>
                    <Link href={`/advertiser/market/${listing.id}`}>{text(listing)}</Link>
                    {listing.temperature && <Temperature state={listing.temperature} />}
                    {listing.resold && <Badge tone="warn">{t("market.resold")}</Badge>}
                    <span className="quiet num">{age(listing)}</span>
                </div>
                <div className={classes.facts}>
                    <span>{t("market.score")} <b className="num">{shown("score", listing.score)}</b></span>
                    {fields.map(([name, value]) => <span key={name}>{fieldName(name)} <b>{shown(name, value)}</b></span>)}
                    {listing.origin_kind && <span>{word("origin", listing.origin_kind)}</span>}
                    <span>{t("market.from")} <b>{listing.seller.alias}</b>{listing.seller.score !== null && <> <span className="num" title={t("market.sellerScore")}>{format.number(listing.seller.score)}</span></>}</span>
                </div>
            </div>
            <Buy listing={listing} text={text(listing)} />
        </li>
    );
}

export function Buy({ listing, text }: { listing: Listing; text: string }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const basket = useBasket();
    const there = basket.find((one) => one.id === listing.id);
    const full = !there && basket.length >= BASKET_MAX;
    const button = (exclusive: boolean, label: string, price: string) => {
        const chosen = there?.exclusive === exclusive;
        return (
            <Button size="xs" variant={chosen ? "filled" : "default"} aria-pressed={chosen} disabled={full} leftSection={chosen && <Check size={14} aria-hidden />}
                onClick={() => choose(listing, exclusive, text)}>{label} <span className="num" style={{ marginLeft: 6 }}>{price}</span></Button>
        );
    };
    return (
        <div className={classes.buy}>
            <Group gap={6} wrap="wrap" justify="flex-end">
                {mayWrite ? button(false, t("market.share"), format.money(listing.price)) : <b className="num">{format.money(listing.price)}</b>}
                {mayWrite && listing.exclusive_price && button(true, t("market.alone"), format.money(listing.exclusive_price))}
            </Group>
            <div className={classes.later}>
                <Curve listing={listing} />
                <span className="quiet">{t("market.shares", { count: listing.shares })}</span>
            </div>
        </div>
    );
}
