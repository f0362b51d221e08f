// A table as a file: exact values for programs, or the reader's own separators for spreadsheets.
import type { Money } from "@/shared/format/format";
import { minorDigits } from "@/shared/format/format";

export type CsvValue = string | number | boolean | Money | null | undefined;
export type CsvKind = "machine" | "sheet";

const isMoney = (value: CsvValue): value is Money => typeof value === "object" && value !== null;
const decimal = (language: string) => (1.5).toLocaleString(language).includes(",") ? "," : ".";

function write(value: CsvValue, kind: CsvKind, point: string): string {
    if (value == null) return "";
    if (isMoney(value)) {
        const text = (value.amount / 10 ** minorDigits(value.currency)).toFixed(minorDigits(value.currency));
        return kind === "sheet" ? text.replace(".", point) : text;
    }
    if (typeof value === "number") return kind === "sheet" ? String(value).replace(".", point) : String(value);
    const text = String(value);
    // a spreadsheet would run what begins so as a formula
    return kind === "sheet" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quote(text: string, separator: string) {
    return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180; money takes a second column with its currency. */
export function csvText(names: string[], rows: CsvValue[][], kind: CsvKind, language: string, divider?: string): string {
    const point = kind === "sheet" ? decimal(language) : ".", separator = divider ?? (point === "," ? ";" : ",");
    const money = names.map((_, column) => rows.some((row) => isMoney(row[column])));
    const line = (cells: string[]) => cells.map((cell) => quote(cell, separator)).join(separator);
    const head = names.flatMap((name, column) => (money[column] ? [name, `${name}_currency`] : [name]));
    const body = rows.map((row) => line(row.flatMap((value, column) => {
        const text = write(value, kind, point);
        return money[column] ? [text, isMoney(value) ? value.currency : ""] : [text];
    })));
    return (kind === "sheet" ? "\ufeff" : "") + [line(head), ...body].join("\r\n") + "\r\n";
}

export function saveFile(name: string, type: string, content: BlobPart) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
