// The one way to the server: typed by its description, with the session's CSRF token, failures as Problem or Offline.
import type { paths } from "@generated/api";
import createClient, { type Middleware } from "openapi-fetch";
import { connectionFound, connectionLost } from "./connection";
import { Offline, Problem, type ProblemBody } from "./problem";

let csrf = "";
let onSignedOut: () => void = () => undefined;

/** The session sets both: its token, and what happens when it has ended under an open page. */
export function setCsrf(token: string) {
    csrf = token;
}
export function setOnSignedOut(fn: () => void) {
    onSignedOut = fn;
}

async function carry(request: Request): Promise<Response> {
    try {
        const answer = await fetch(request);
        connectionFound();
        return answer;
    } catch (fault) {
        if (request.signal.aborted) throw fault;
        connectionLost();
        throw new Offline();
    }
}

const gate: Middleware = {
    onRequest({ request }) {
        if (request.method !== "GET" && csrf !== "") request.headers.set("X-CSRF-Token", csrf);
        return request;
    },
};

export const api = createClient<paths>({ baseUrl: location.origin, fetch: carry, credentials: "same-origin" });
api.use(gate);

interface Answer<T> {
    data?: T;
    error?: unknown;
    response: Response;
}

/** The answer's body, or throws: `const lead = await ok(api.GET("/v1/leads/{lead}", {params: {path: {lead: id}}}))`. */
export async function ok<T>(asked: Promise<Answer<T>>): Promise<T> {
    const { data, error, response } = await asked;
    if (response.ok) return data as T;
    const problem = new Problem(response.status, error as Partial<ProblemBody> | undefined, response.headers.get("Retry-After"));
    // a wrong password is a 401 too; only these say that nobody is signed in
    if (problem.code === "unauthenticated" || problem.code === "session_ended") onSignedOut();
    throw problem;
}

/** For requests that must happen once, however often they are sent: the same key for the same intention. */
export const intention = () => ({ "Idempotency-Key": crypto.randomUUID() });
