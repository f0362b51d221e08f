// How the company stands to the exchange, and who may speak for it.
import type { Me } from "@/shared/session/session";

/** Accepts and appeals for the company. */
export const isOwner = (me: Me) => me.user?.role === "owner" && me.looking_as === null;

export const isHeld = ({ org }: Me) => org.state === "suspended" || org.slowed || org.payouts_held !== null;

/** The terms that are in force were not accepted yet. */
export const termsWait = ({ org }: Me) => org.terms_current !== null && org.terms_current !== org.terms;
