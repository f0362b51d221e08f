// What the session's screens ask of the server, one function a call.
import { api, ok } from "@/shared/api/client";

type Method = "GET" | "POST" | "PATCH" | "DELETE";
type Loose = Record<Method, (path: string, init: { body?: unknown }) => Promise<{ data?: unknown; error?: unknown; response: Response }>>;

const call = <T>(method: Method, path: string, body?: unknown) => ok((api as unknown as Loose)[method](path, { body })) as Promise<T>;

export interface SessionRow {
    id: string;
    current: boolean;
    created_at: string;
    seen_at: string;
    agent: string | null;
    address: string | null;
}
export interface UserRow {
    id: string;
    email: string;
    name: string;
    role: "owner" | "member" | "viewer" | "admin" | "auditor";
    state: "invited" | "active" | "disabled";
    totp: boolean;
    seen_at: string | null;
    link?: string;
}

export const signIn = (email: string, password: string, code?: string) => call("POST", "/v1/session", { email, password, ...(code ? { code } : {}) });
export const signInByLink = (token: string) => call("POST", "/v1/session/link", { token });
export const askForLink = (email: string) => call("POST", "/v1/sign-in-links", { email });
export const endSession = () => call("DELETE", "/v1/session");
export const changeMe = (change: { name?: string; locale?: string; time_zone?: string }) => call("PATCH", "/v1/me", change);
export const setPassword = (password: string, current?: string) => call("POST", "/v1/me/password", { password, ...(current ? { current } : {}) });
export const beginTotp = () => call<{ secret: string; uri: string }>("POST", "/v1/me/totp", {});
export const confirmTotp = (code: string) => call<{ recovery_codes: string[] }>("POST", "/v1/me/totp/confirm", { code });
export const endTotp = (code: string) => call("DELETE", "/v1/me/totp", { code });
export const sessions = () => call<{ items: SessionRow[] }>("GET", "/v1/sessions");
export const endOneSession = (id: string) => call("DELETE", `/v1/sessions/${id}`);
export const endOtherSessions = () => call("DELETE", "/v1/sessions");
export const users = () => call<{ items: UserRow[] }>("GET", "/v1/users");
export const invite = (body: { email: string; name: string; role: string }) => call<UserRow>("POST", "/v1/users", body);
export const changeUser = (id: string, change: { role?: string; state?: string }) => call<UserRow>("PATCH", `/v1/users/${id}`, change);
export const removeUser = (id: string) => call("DELETE", `/v1/users/${id}`);
export const newLink = (id: string) => call<{ link: string }>("POST", `/v1/users/${id}/link`, {});
export const stopLooking = () => call("DELETE", "/v1/admin/looking-as");
