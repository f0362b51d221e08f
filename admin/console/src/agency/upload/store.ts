// The upload that is under way, kept by the browser with its file: a reload, or a crash, goes on where it stood.
import type { Settings } from "./mapping";
import type { Look } from "./table-talk";

export interface Job {
    id: string;
    file: File;
    look: Pick<Look, "encoding" | "delimiter" | "header">;
    settings: Settings;
    /** Rows that were answered. */
    done: number;
    /** Bytes of the file stand for its rows, which nobody has counted. */
    counts: Record<string, number>;
    failed: number;
    finished: boolean;
}
export interface FailedRow {
    row: number;
    cells: string[];
    error: string;
}

const NAME = "leadx-upload";

function open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
        const asked = indexedDB.open(NAME, 1);
        asked.onupgradeneeded = () => {
            asked.result.createObjectStore("job");
            asked.result.createObjectStore("failed", { autoIncrement: true });
        };
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error!);
    });
}

async function run<T>(mode: IDBTransactionMode, work: (job: IDBObjectStore, failed: IDBObjectStore) => IDBRequest<T> | void): Promise<T | undefined> {
    const database = await open();
    try {
        return await new Promise<T | undefined>((resolve, reject) => {
            const change = database.transaction(["job", "failed"], mode);
            const asked = work(change.objectStore("job"), change.objectStore("failed"));
            change.oncomplete = () => resolve(asked?.result);
            change.onerror = () => reject(change.error!);
            change.onabort = () => reject(change.error!);
        });
    } finally {
        database.close();
    }
}

export const loadJob = () => run<Job | undefined>("readonly", (job) => job.get("one") as IDBRequest<Job | undefined>).catch(() => undefined);
export const loadFailed = async () => (await run<FailedRow[]>("readonly", (_, failed) => failed.getAll() as IDBRequest<FailedRow[]>)) ?? [];
/** Both or neither: a batch counts once. */
export const saveJob = (next: Job, rows: FailedRow[] = []) => run("readwrite", (job, failed) => {
    for (const row of rows) failed.add(row);
    return job.put(next, "one");
});
export const dropJob = () => run("readwrite", (job, failed) => {
    failed.clear();
    job.delete("one");
});
