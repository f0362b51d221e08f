// Reads a file of leads beside the page: a CSV piece by piece, however large; a spreadsheet's first sheet whole.
//
// Asked "open", it answers with a look at the head; asked "rows", with the next ones. Nothing is kept but what was not asked
// for yet. What is not a table is said so, early.
import Papa from "papaparse";
import { readSheet } from "read-excel-file/universal";
import type { Ask, Look, Said } from "../agency/upload/table-talk";

const HEAD = 256 * 1024, PIECE = 1024 * 1024, ROW_MAX = 4 * 1024 * 1024, PREVIEW = 20;

type Fault = Extract<Said, { kind: "fault" }>["code"];
class Refused extends Error {
    constructor(readonly code: Fault) {
        super(code);
    }
}

let rows: AsyncGenerator<string[]> | null = null;

const magic = (bytes: Uint8Array, text: string) => [...text].every((letter, i) => bytes[i] === letter.charCodeAt(0));

/** By its mark, else UTF-8 if it is, else the Windows code page that Cyrillic or western letters would make of it. */
function guessEncoding(head: Uint8Array): string {
    if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
    if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
    try {
        new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
        return "utf-8";
    } catch {
        const high = head.filter((byte) => byte >= 0xc0).length, other = head.filter((byte) => byte >= 0x80 && byte < 0xc0).length;
        const letters = head.filter((byte) => (byte | 32) >= 0x61 && (byte | 32) <= 0x7a && byte < 0x80).length;
        return high > other && high > letters / 3 ? "windows-1251" : "windows-1252";
    }
}

function guessDelimiter(head: string): string {
    const found = Papa.parse<string[]>(head, { preview: 20, delimitersToGuess: [",", ";", "\t", "|"] }).meta.delimiter;
    return found || ",";
}

function guessNewline(head: string): "\r\n" | "\n" | "\r" {
    return head.includes("\r\n") ? "\r\n" : head.includes("\n") || !head.includes("\r") ? "\n" : "\r";
}

async function* csvRows(file: File, encoding: string, delimiter: string, newline: "\r\n" | "\n" | "\r") {
    const reader = file.stream().pipeThrough(new TextDecoderStream(encoding) as unknown as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>).getReader();
    const parse = (text: string, whole: boolean) =>
        new Papa.Parser({ delimiter, newline } as Papa.ParseConfig).parse(text, 0, !whole) as { data: string[][]; meta: { cursor: number } };
    let rest = "";
    for (;;) {
        const { value, done } = await reader.read();
        rest += value ?? "";
        if (!done && rest.length < PIECE) continue;
        const { data, meta } = parse(rest, done);
        for (const row of data) if (row.length > 1 || row[0]?.trim()) yield row.map((cell) => cell.replace(/\r$/, ""));
        if (done) return;
        rest = rest.slice(meta.cursor);
        if (rest.length > ROW_MAX) throw new Refused("quote");
    }
}

async function* sheetRows(file: File) {
    let sheet;
    try {
        sheet = await readSheet(await file.arrayBuffer());
    } catch {
        throw new Refused("sheet");
    }
    for (const row of sheet) {
        const cells = row.map((cell) => (cell === null ? "" : cell instanceof Date ? cell.toISOString() : String(cell)));
        if (cells.some((cell) => cell.trim())) yield cells;
    }
}

async function open({ file, encoding, delimiter }: Extract<Ask, { kind: "open" }>): Promise<Look> {
    const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
    if (head.length === 0) throw new Refused("empty");
    if (magic(head, "%PDF") || magic(head, "{\\rtf") || magic(head, "\x89PNG") || magic(head, "\xff\xd8\xff") || magic(head, "\xd0\xcf\x11\xe0")) throw new Refused("kind");
    if (magic(head, "PK")) {
        rows = sheetRows(file);
        return look({ encoding: null, delimiter: null });
    }
    const as = encoding ?? guessEncoding(head);
    const text = new TextDecoder(as).decode(head, { stream: true });
    if (!as.startsWith("utf-16") && head.includes(0)) throw new Refused("kind");
    const by = delimiter ?? guessDelimiter(text);
    rows = csvRows(file, as, by, guessNewline(text));
    return look({ encoding: as, delimiter: by });
}

async function look(how: { encoding: string | null; delimiter: string | null }): Promise<Look> {
    const first = await take(PREVIEW + 1);
    const [header, ...preview] = first;
    if (!header || header.filter((cell) => cell.trim()).length < 2) throw new Refused("table");
    if (preview.length === 0) throw new Refused("rows");
    return { ...how, header: header.map((cell) => cell.replace(/^\ufeff/, "").trim()), preview };
}

async function take(count: number): Promise<string[][]> {
    const taken: string[][] = [];
    while (taken.length < count) {
        const { value, done } = await rows!.next();
        if (done) break;
        taken.push(value);
    }
    return taken;
}

async function answer(ask: Ask): Promise<Said> {
    if (ask.kind === "open") return { kind: "look", look: await open(ask) };
    if (ask.kind === "again") {
        const head = new Uint8Array(await ask.file.slice(0, HEAD).arrayBuffer());
        rows = ask.delimiter === null ? sheetRows(ask.file) : csvRows(ask.file, ask.encoding!, ask.delimiter, guessNewline(new TextDecoder(ask.encoding!).decode(head)));
        await take(1 + ask.skip);
        return { kind: "ready" };
    }
    return { kind: "rows", rows: await take(ask.count) };
}

let last: Promise<unknown> = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<{ id: number; ask: Ask }>) => {
    last = last.then(async () => {
        try {
            self.postMessage({ id: data.id, said: await answer(data.ask) });
        } catch (fault) {
            self.postMessage({ id: data.id, said: { kind: "fault", code: fault instanceof Refused ? fault.code : "read" } });
        }
    });
};
