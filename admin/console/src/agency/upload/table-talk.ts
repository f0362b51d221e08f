// What the page and the worker that reads files say to each other.
export interface Look {
    /** Null for spreadsheets, which have neither. */
    encoding: string | null;
    delimiter: string | null;
    header: string[];
    preview: string[][];
}

export type Ask =
    | { kind: "open"; file: File; encoding?: string; delimiter?: string }
    | { kind: "again"; file: File; encoding: string | null; delimiter: string | null; skip: number }
    | { kind: "rows"; count: number };

export type Said =
    | { kind: "look"; look: Look }
    | { kind: "ready" }
    | { kind: "rows"; rows: string[][] }
    | { kind: "fault"; code: "empty" | "kind" | "table" | "rows" | "quote" | "sheet" | "read" };
