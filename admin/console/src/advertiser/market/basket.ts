// What was chosen to be bought: kept in this browser, so that neither a reload nor the end of a session loses it.
import { useSyncExternalStore } from "react";
import type { Money } from "@/shared/format/format";
import type { Listing } from "./terms";

export interface Chosen {
    id: string;
    niche: string;
    /** What it is, as it was shown. */
    text: string;
    /** What it cost when it was chosen: the most that is paid. */
    price: Money;
    exclusive: boolean;
}

const STORED = "leadx.basket";
export const BASKET_MAX = 100;

function read(): Chosen[] {
    try {
        const value: unknown = JSON.parse(localStorage.getItem(STORED) ?? "[]");
        return Array.isArray(value) ? (value as Chosen[]).filter((one) => typeof one.id === "string" && typeof one.price?.amount === "number").slice(0, BASKET_MAX) : [];
    } catch {
        return [];
    }
}

let chosen = read();
const listeners = new Set<() => void>();

function set(next: Chosen[]) {
    chosen = next.slice(0, BASKET_MAX);
    localStorage.setItem(STORED, JSON.stringify(chosen));
    for (const listener of listeners) listener();
}

function listen(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
}

export const useBasket = () => useSyncExternalStore(listen, () => chosen);

/** Shared, alone, or not: pressing what is chosen takes it out. */
export function choose(listing: Listing, exclusive: boolean, text: string) {
    const there = chosen.find((one) => one.id === listing.id);
    const others = chosen.filter((one) => one.id !== listing.id);
    const price = exclusive ? listing.exclusive_price : listing.price;
    if (there?.exclusive === exclusive || price === null) return set(others);
    return set([...others, { id: listing.id, niche: listing.niche, text, price, exclusive }]);
}
export const drop = (...ids: string[]) => set(chosen.filter((one) => !ids.includes(one.id)));
