// Times of inputs are the browser's own; the API's are instants.

const two = (n: number) => String(n).padStart(2, "0");

/** "2026-11-22T18:00", or nothing. */
export function toLocal(at: string | null | undefined): string {
    if (!at) return "";
    const day = new Date(at);
    return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T${two(day.getHours())}:${two(day.getMinutes())}`;
}

export const fromLocal = (text: string): string | null => (text ? new Date(text).toISOString() : null);
