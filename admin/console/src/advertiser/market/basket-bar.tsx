// What was chosen, its sum, and buying it: each lead is bought or not by itself, and what was not says why.
import { ActionIcon, Alert, Button, Drawer, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ShoppingBasket, X } from "lucide-react";
import { useRef, useState } from "react";
import { Link } from "wouter";
import type { components } from "@generated/api";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat, type Money } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Badge } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { drop, useBasket, type Chosen } from "./basket";
import classes from "./market.module.css";

type Bought = components["schemas"]["Purchases"];

/** One sum a currency. */
function sums(chosen: Chosen[]): Money[] {
    const by = new Map<string, number>();
    for (const { price } of chosen) by.set(price.currency, (by.get(price.currency) ?? 0) + price.amount);
    return [...by].map(([currency, amount]) => ({ amount, currency }));
}

export function BasketBar() {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const chosen = useBasket();
    const [opened, drawer] = useDisclosure(false);
    const [done, setDone] = useState<{ asked: Chosen[]; bought: Bought } | null>(null);
    const close = () => (drawer.close(), setDone(null));
    return (
        <>
            {chosen.length > 0 && (
                <div className={classes.basket}>
                    <span>{t("basket.chosen", { count: chosen.length })} · <b className="num">{sums(chosen).map((sum) => format.money(sum)).join(" + ")}</b></span>
                    <Button variant="default" onClick={() => drop(...chosen.map((one) => one.id))}>{t("basket.empty")}</Button>
                    <Button leftSection={<ShoppingBasket size={16} aria-hidden />} onClick={drawer.open}>{t("basket.look")}</Button>
                </div>
            )}
            <Drawer opened={opened} onClose={close} position="right" size="md" title={done ? t("basket.result") : t("basket.title")} closeButtonProps={{ "aria-label": t("shared:action.close") }}>
                {done ? <Result {...done} onClose={close} /> : <Checkout chosen={chosen} onDone={(asked, bought) => setDone({ asked, bought })} />}
            </Drawer>
        </>
    );
}

function Checkout({ chosen, onDone }: { chosen: Chosen[]; onDone: (asked: Chosen[], bought: Bought) => void }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const niches = useNiches();
    const wallet = useGet("/v1/wallet");
    const [fault, setFault] = useState<unknown>(null);
    const [busy, setBusy] = useState(false);
    // the same basket sent again after a lost answer is the same purchase
    const sent = useRef({ content: "", header: intention() });
    const buy = async () => {
        const listings = chosen.map(({ id, price, exclusive }) => ({ id, price, exclusive }));
        const content = JSON.stringify(listings);
        if (sent.current.content !== content) sent.current = { content, header: intention() };
        setBusy(true);
        setFault(null);
        try {
            const bought = await ok(api.POST("/v1/market/purchases", { params: { header: sent.current.header }, body: { listings } }));
            sent.current = { content: "", header: intention() };
            // what is gone is gone; what failed for money, a cap or a price may be tried again
            drop(...bought.items.filter((item) => item.status === "sold" || item.code === "gone" || item.code === "repeat").map((item) => item.listing));
            onDone(chosen, bought);
            void refresh("/v1/market/listings", "/v1/work", "/v1/wallet", "/v1/reports/home", "/v1/orders");
        } catch (thrown) {
            setFault(thrown);
        } finally {
            setBusy(false);
        }
    };
    const total = sums(chosen);
    const short = total.filter((sum) => (wallet.data?.items.find((item) => item.currency === sum.currency)?.available?.amount ?? Infinity) < sum.amount);
    return (
        <>
            <ul className={classes.chosen}>
                {chosen.map((one) => (
                    <li key={one.id}>
                        <span>{niches.title(one.niche)}, {one.text}<small>{t(one.exclusive ? "market.alone" : "market.share")}</small></span>
                        <b className="num">{format.money(one.price)}</b>
                        <ActionIcon variant="subtle" color="gray" aria-label={t("shared:action.remove")} onClick={() => drop(one.id)}><X size={15} aria-hidden /></ActionIcon>
                    </li>
                ))}
            </ul>
            {total.map((sum) => <p key={sum.currency} className={classes.total}><span>{t("basket.atMost")}</span><b className="num">{format.money(sum)}</b></p>)}
            {wallet.data?.items.filter((item) => item.available && total.some((sum) => sum.currency === item.currency)).map((item) => <p key={item.currency} className={classes.total}><span className="quiet">{t("home.available")}</span><span className="num quiet">{format.money(item.available)}</span></p>)}
            {short.length > 0 && <Alert color="yellow" variant="light" mb="md">{t("basket.short")}</Alert>}
            {fault !== null && <Fault fault={fault} retry={buy} />}
            <p className="quiet" style={{ fontSize: "0.8125rem" }}>{t("basket.text")}</p>
            <Button fullWidth loading={busy} disabled={chosen.length === 0} onClick={() => void buy()}>{t("basket.buy", { count: chosen.length })}</Button>
        </>
    );
}

function Result({ asked, bought, onClose }: { asked: Chosen[]; bought: Bought; onClose: () => void }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const niches = useNiches();
    return (
        <>
            <Alert color={bought.bought > 0 ? "green" : "yellow"} variant="light" mb="md" role="status">{bought.bought > 0 ? t("basket.got", { count: bought.bought }) : t("basket.gotNone")}</Alert>
            <ul className={classes.chosen}>
                {bought.items.map((item) => {
                    const one = asked.find((other) => other.id === item.listing);
                    return (
                        <li key={item.listing}>
                            <span>
                                {item.sale ? <Link href={`/advertiser/leads/${item.sale}`}>{one && niches.title(one.niche)}, {one?.text}</Link> : <>{one && niches.title(one.niche)}, {one?.text}</>}
                                {item.code && <small>{t(`basket.code.${item.code}`)}</small>}
                            </span>
                            {item.status === "sold" ? <b className="num">{format.money(item.price)}</b> : <Badge tone="warn">{t("basket.not")}</Badge>}
                        </li>
                    );
                })}
            </ul>
            <Group justify="flex-end" mt="md">
                <Button variant="default" onClick={onClose}>{t("basket.goOn")}</Button>
                {bought.bought > 0 && <Button component={Link} href="/advertiser/work?state=new">{t("nav.work")}</Button>}
            </Group>
        </>
    );
}
