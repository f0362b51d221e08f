// Spans are seconds in the API and days on the screen. A span that nobody touched is not sent, so that none is rounded by being shown.
export const DAY_S = 86_400;

/** What stands in a NumberInput. */
export type Days = number | string;

export const daysOf = (seconds: number | null): Days => (seconds === null ? "" : Math.round((seconds / DAY_S) * 100) / 100);
export const secondsOf = (days: Days) => (days === "" ? null : Math.round(Number(days) * DAY_S));
