// Sends a file in batches: one at a time, each under a key of its own, so that a batch whose answer was lost is sent again and
// sells nothing twice. Stops when told, waits when the server says so, goes on from what is stored.
import { useCallback, useEffect, useRef, useState } from "react";
import { api, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import type { Niche } from "@/shared/api/niches";
import { Offline, Problem, type FieldFault } from "@/shared/api/problem";
import { problemLine } from "@/shared/ui/fault";
import { toLead, type LeadPost } from "./mapping";
import { dropJob, loadJob, saveJob, type FailedRow, type Job } from "./store";
import { NotATable, Table } from "./table";

const BATCH = 200, WAIT_MS = 3000, FAILED_MAX = 50_000;

interface Result {
    index: number;
    status: number;
    lead?: { status: string; code: string | null };
    problem?: { code: string; detail?: string; title: string; errors?: FieldFault[] };
}

const untried = (result: Result) => result.status === 503 || result.status === 429;
const pause = (ms: number) => new Promise((resolve) => window.setTimeout(resolve, ms));

/** A lead that was kept as rejected keeps its number; corrected, it is a new one: "A-17~2". */
function renumbered(cells: string[], columns: string[]): string[] {
    const at = columns.indexOf("external_id");
    return cells.map((cell, i) => {
        const again = /^(.*)~(\d+)$/.exec(cell);
        return i !== at || cell === "" ? cell : again ? `${again[1]}~${Number(again[2]) + 1}` : `${cell}~2`;
    });
}

/** What is to be corrected: refused, or kept as rejected. Duplicates are only counted. */
function failedRows(results: Result[], rows: string[][], job: Job): FailedRow[] {
    return results.filter((result) => result.problem || result.lead?.status === "rejected").map((result) => {
        const cells = rows[result.index]!, row = job.done + result.index + 2;
        return result.problem ? { row, cells, error: problemLine(result.problem) } : { row, cells: renumbered(cells, job.settings.columns), error: result.lead?.code ?? "rejected" };
    });
}

/** Until every lead has an answer. Leads that have one are only told again. */
async function send(leads: LeadPost[], key: string, stopped: () => boolean): Promise<Result[] | null> {
    for (;;) {
        try {
            const { results } = await ok(api.POST("/v1/leads/batch", { body: leads as never, headers: { "Idempotency-Key": key } }));
            if (!(results as Result[]).some(untried)) return results as Result[];
            await pause(WAIT_MS);
        } catch (fault) {
            const wait = fault instanceof Offline ? WAIT_MS : fault instanceof Problem && (fault.status === 429 || fault.status === 503) ? (fault.retryAfter ?? 1) * 1000 : null;
            if (wait === null) throw fault;
            await pause(wait);
        }
        if (stopped()) return null;
    }
}

export function useUpload(nicheOf: (name: string) => Niche | undefined) {
    const [job, setJob] = useState<Job | null | undefined>(undefined);
    const [running, setRunning] = useState(false);
    const [fault, setFault] = useState<unknown>(null);
    const stop = useRef(false);
    useEffect(() => {
        void loadJob().then((found) => setJob(found ?? null));
        return () => {
            stop.current = true;
        };
    }, []);

    const keep = async (next: Job, rows: FailedRow[] = []) => {
        await saveJob(next, rows);
        setJob(next);
    };

    const run = useCallback(async (from: Job) => {
        const niche = nicheOf(from.settings.niche);
        if (!niche) return;
        stop.current = false;
        setRunning(true);
        setFault(null);
        const table = new Table(from.file);
        let now = from;
        try {
            await table.begin(now.look, now.done);
            while (!stop.current) {
                const rows = await table.rows(BATCH);
                const results = rows.length === 0 ? [] : await send(rows.map((cells) => toLead(cells, now.settings, niche)), `${now.id}-${now.done}`, () => stop.current);
                if (results === null) break;
                const counts = { ...now.counts };
                for (const result of results) if (result.lead) counts[result.lead.status] = (counts[result.lead.status] ?? 0) + 1;
                const failed = failedRows(results, rows, now);
                now = { ...now, done: now.done + rows.length, counts, failed: now.failed + failed.length, finished: rows.length < BATCH };
                await keep(now, now.failed > FAILED_MAX ? [] : failed);
                if (now.finished) break;
            }
        } catch (thrown) {
            // a file that changed or went away on disk cannot be read any more
            setFault(thrown instanceof DOMException ? new NotATable("read") : thrown);
        } finally {
            table.close();
            setRunning(false);
            void refresh("/v1/leads", "/v1/reports/home", "/v1/sources");
        }
    }, [nicheOf]);

    return {
        job, running, fault,
        start: async (next: Job) => {
            await dropJob();
            await keep(next);
            await run(next);
        },
        resume: () => job && run(job),
        pause: () => {
            stop.current = true;
        },
        forget: async () => {
            stop.current = true;
            await dropJob();
            setJob(null);
        },
    };
}
