// Money, numbers and times as the reader's language and zone write them. Money comes as minor units with its currency.
import { useMemo } from "react";
import { useTranslation } from "@/shared/i18n";
import { useSession } from "@/shared/session/session";

export interface Money {
    amount: number;
    currency: string;
}

const digitsOf = new Map<string, number>();

/** How many digits a currency has after the point (ISO 4217): 2 for most, 0 for the yen. */
export function minorDigits(currency: string): number {
    let digits = digitsOf.get(currency);
    if (digits === undefined) {
        try {
            digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
        } catch {
            digits = 2;
        }
        digitsOf.set(currency, digits);
    }
    return digits;
}

/** "1 234,50" or "1234.50" as minor units; null: not an amount. Of a currency with three digits "1.234" is no thousand. */
export function parseMinor(text: string, currency: string): number | null {
    const digits = minorDigits(currency);
    const thousands = digits === 3 ? /[.,](?=\d{3}[.,])/g : /[.,](?=\d{3}(\D|$))/g;
    const plain = text.replace(/[\s\u00a0\u202f'’]/g, "").replace(thousands, "").replace(",", ".");
    if (!/^-?\d+(\.\d*)?$/.test(plain)) return null;
    const minor = Math.round(Number(plain) * 10 ** digits);
    return Number.isSafeInteger(minor) ? minor : null;
}

/** As parseMinor reads it: for what stands in an input. */
export const plainMinor = (amount: number, currency: string) => (amount / 10 ** minorDigits(currency)).toFixed(minorDigits(currency)).replace(/\.0+$/, "");

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]];

function makeFormat(language: string, timeZone: string | undefined) {
    const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
    const numbers = (name: string, options: Intl.NumberFormatOptions) =>
        (cache.get(name) ?? cache.set(name, new Intl.NumberFormat(language, options)).get(name)) as Intl.NumberFormat;
    const dates = (name: string, options: Intl.DateTimeFormatOptions) =>
        (cache.get(name) ?? cache.set(name, new Intl.DateTimeFormat(language, { timeZone, ...options })).get(name)) as Intl.DateTimeFormat;
    const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
    const instant = (at: string | number) => new Date(at);

    return {
        language,
        timeZone,
        /** Whole amounts without ".00", so that columns stay calm; digits: always that many. */
        money(money: Money | null | undefined, more: { digits?: number; sign?: boolean } = {}) {
            if (money == null) return "–";
            const minor = minorDigits(money.currency), whole = money.amount % 10 ** minor === 0;
            const digits = more.digits ?? (whole ? 0 : minor);
            return numbers(`${money.currency}${digits}${more.sign}`, {
                style: "currency", currency: money.currency, minimumFractionDigits: digits, maximumFractionDigits: digits,
                currencyDisplay: "narrowSymbol", signDisplay: more.sign ? "exceptZero" : "auto",
            }).format(money.amount / 10 ** minor);
        },
        number: (value: number | null | undefined) => (value == null ? "–" : numbers("n", {}).format(value)),
        compact: (value: number) => numbers("c", { notation: "compact", maximumFractionDigits: 1 }).format(value),
        /** Of a share from 0 to 1. */
        percent: (share: number | null | undefined, digits = 0) =>
            share == null || !Number.isFinite(share) ? "–" : numbers(`p${digits}`, { style: "percent", maximumFractionDigits: digits }).format(share),
        date: (at: string | null | undefined) => (at == null ? "–" : dates("d", { dateStyle: "medium" }).format(instant(at))),
        /** A calendar day, which belongs to no zone. */
        day: (day: string) => new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(`${day.slice(0, 10)}T00:00:00Z`)),
        /** The same with its year: "1 Jul 2026". */
        calendar: (day: string) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${day.slice(0, 10)}T00:00:00Z`)),
        /** Two calendar days as one span: "30–31 Oct". */
        days: (from: string, to: string) => new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" }).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)),
        month: (day: string) => new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${day.slice(0, 10)}T00:00:00Z`)),
        time: (at: string | null | undefined) => (at == null ? "–" : dates("t", { timeStyle: "short" }).format(instant(at))),
        dateTime: (at: string | null | undefined) => (at == null ? "–" : dates("dt", { dateStyle: "medium", timeStyle: "short" }).format(instant(at))),
        exact: (at: string | null | undefined) => (at == null ? "–" : dates("x", { dateStyle: "full", timeStyle: "long" }).format(instant(at))),
        /** "5 min ago", "in 2 days". */
        relative(at: string, now = Date.now()) {
            const off = instant(at).getTime() - now;
            const [unit, ms] = UNITS.find(([, size]) => Math.abs(off) >= size) ?? ["minute" as const, 60_000];
            return relative.format(Math.trunc(off / ms), unit);
        },
        bytes: (n: number) => numbers("b", { maximumFractionDigits: 1 }).format(n < 1048576 ? n / 1024 : n / 1048576) + (n < 1048576 ? " KB" : " MB"),
        list: (words: string[]) => new Intl.ListFormat(language, { type: "conjunction" }).format(words),
        region(code: string) {
            try {
                return new Intl.DisplayNames(language, { type: "region" }).of(code) ?? code;
            } catch {
                return code;
            }
        },
    };
}
export type Format = ReturnType<typeof makeFormat>;

/** The browser's own region of the language: dates of en-GB are not those of en-US. */
const regional = (language: string) => navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;

export function useFormat(): Format {
    const { i18n } = useTranslation();
    const zone = useSession().data?.user?.time_zone ?? undefined;
    return useMemo(() => makeFormat(regional(i18n.language), zone), [i18n.language, zone]);
}
