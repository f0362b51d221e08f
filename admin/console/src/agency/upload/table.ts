// A file of leads as rows, read by a worker. Whoever opens it closes it.
import type { Ask, Look, Said } from "./table-talk";

export const CSV_MAX = 200 * 1048576, SHEET_MAX = 30 * 1048576;

export class NotATable extends Error {
    constructor(readonly code: Extract<Said, { kind: "fault" }>["code"] | "large" | "sheetLarge") {
        super(code);
    }
}

export class Table {
    private worker = new Worker(`/console/assets/${WORKERS.table}`, { type: "module" });
    private waiting = new Map<number, (said: Said) => void>();
    private last = 0;

    constructor(readonly file: File) {
        this.worker.onmessage = ({ data }: MessageEvent<{ id: number; said: Said }>) => {
            this.waiting.get(data.id)?.(data.said);
            this.waiting.delete(data.id);
        };
    }

    private async ask(ask: Ask): Promise<Said> {
        const id = ++this.last;
        const said = await new Promise<Said>((resolve) => {
            this.waiting.set(id, resolve);
            this.worker.postMessage({ id, ask });
        });
        if (said.kind === "fault") throw new NotATable(said.code);
        return said;
    }

    async look(how: { encoding?: string; delimiter?: string } = {}): Promise<Look> {
        const sheet = /\.xlsx$/i.test(this.file.name);
        if (this.file.size > (sheet ? SHEET_MAX : CSV_MAX)) throw new NotATable(sheet ? "sheetLarge" : "large");
        return ((await this.ask({ kind: "open", file: this.file, ...how })) as { look: Look }).look;
    }

    /** From the row after the header and `skip` more. */
    async begin(look: Pick<Look, "encoding" | "delimiter">, skip: number) {
        await this.ask({ kind: "again", file: this.file, encoding: look.encoding, delimiter: look.delimiter, skip });
    }

    /** Fewer than count: these were the last. */
    async rows(count: number): Promise<string[][]> {
        return ((await this.ask({ kind: "rows", count })) as { rows: string[][] }).rows;
    }

    close() {
        this.worker.terminate();
    }
}
