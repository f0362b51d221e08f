// What the session's screens ask of the server, one function a call.
import type { components } from "@generated/api";
import { api, ok } from "@/shared/api/client";

type Schemas = components["schemas"];
export type SessionRow = Schemas["SessionOfMine"];
export type UserRow = Schemas["User"];
export type UserRole = Schemas["UserRole"];
export type Locale = Schemas["Locale"];

const nothing = {} as never;
const user = (id: string) => ({ path: { user: id } });

export const signIn = (email: string, password: string, code?: string) => ok(api.POST("/v1/session", { body: { email, password, ...(code ? { code } : {}) } }));
export const signInByLink = (token: string, code?: string) => ok(api.POST("/v1/session/link", { body: { token, ...(code ? { code } : {}) } }));
export const askForLink = (email: string) => ok(api.POST("/v1/sign-in-links", { body: { email } }));
export const endSession = () => ok(api.DELETE("/v1/session"));
export const changeMe = (change: { name?: string; locale?: Locale; time_zone?: string }) => ok(api.PATCH("/v1/me", { body: change }));
export const setPassword = (password: string, current?: string) => ok(api.POST("/v1/me/password", { body: { password, ...(current ? { current } : {}) } }));
export const beginTotp = () => ok(api.POST("/v1/me/totp", { body: nothing }));
export const confirmTotp = (code: string) => ok(api.POST("/v1/me/totp/confirm", { body: { code } }));
export const endTotp = (code: string) => ok(api.DELETE("/v1/me/totp", { body: { code } }));
export const sessions = () => ok(api.GET("/v1/sessions"));
export const endOneSession = (session: string) => ok(api.DELETE("/v1/sessions/{session}", { params: { path: { session } } }));
export const endOtherSessions = () => ok(api.DELETE("/v1/sessions"));
export const users = () => ok(api.GET("/v1/users"));
export const invite = (body: { email: string; name: string; role: UserRole }) => ok(api.POST("/v1/users", { body }));
export const changeUser = (id: string, body: { role?: UserRole; state?: "active" | "disabled" }) => ok(api.PATCH("/v1/users/{user}", { params: user(id), body }));
export const removeUser = (id: string) => ok(api.DELETE("/v1/users/{user}", { params: user(id) }));
export const newLink = (id: string) => ok(api.POST("/v1/users/{user}/link", { params: user(id), body: nothing }));
export const resetUser = (id: string) => ok(api.POST("/v1/users/{user}/reset", { params: user(id), body: nothing }));
export const stopLooking = () => ok(api.DELETE("/v1/admin/looking-as"));
