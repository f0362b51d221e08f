// What went wrong, as a value: the server's problem (RFC 9457), or a network that did not carry the question.
import type { components } from "@generated/api";

export type ProblemBody = components["schemas"]["Problem"];
export interface FieldFault {
    /** JSON Pointer into the body that was sent. */
    pointer: string;
    code: string;
    message: string;
}

export class Problem extends Error {
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly errors: FieldFault[];
    /** Seconds that Retry-After names; null: it names none. */
    readonly retryAfter: number | null;

    constructor(status: number, body: Partial<ProblemBody> | undefined, retryAfter: string | null) {
        super(body?.title ?? `HTTP ${status}`);
        this.name = "Problem";
        this.status = status;
        this.code = body?.code ?? (status >= 500 ? "unavailable" : "internal");
        this.detail = body?.detail ?? "";
        this.errors = body?.errors ?? [];
        this.retryAfter = retryAfter === null ? null : Number(retryAfter) || 1;
    }
}

/** The question may or may not have arrived. */
export class Offline extends Error {
    constructor() {
        super("The server cannot be reached.");
        this.name = "Offline";
    }
}
