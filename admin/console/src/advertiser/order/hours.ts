// When an order buys, as one line: "Mon–Fri 09:00–18:00".
import type { components } from "@generated/api";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";

export type Span = components["schemas"]["OpenHours"];
export type Day = Span["days"][number];
export const DAYS: Day[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** A weekday's short name in the language: 4 January 2021 was a Monday. */
export const dayName = (day: Day, language: string) => new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(new Date(Date.UTC(2021, 0, 4 + DAYS.indexOf(day))));

/** Days in a row as a range. */
function daysText(days: Day[], language: string): string {
    const at = days.map((day) => DAYS.indexOf(day)).sort((a, b) => a - b);
    const runs: [number, number][] = [];
    for (const day of at) {
        const run = runs.at(-1);
        if (run && run[1] === day - 1) run[1] = day;
        else runs.push([day, day]);
    }
    const name = (i: number) => dayName(DAYS[i]!, language);
    return runs.map(([from, to]) => (from === to ? name(from) : `${name(from)}–${name(to)}`)).join(", ");
}

export function useHours() {
    const { t } = useTranslation("advertiser");
    const { language } = useFormat();
    return (schedule: Span[] | null) => schedule?.length ? schedule.map((span) => `${daysText(span.days, language)} ${span.from}–${span.to}`).join("; ") : t("order.always");
}
