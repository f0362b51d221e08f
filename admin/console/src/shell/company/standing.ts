// How the company stands to the exchange, and who may speak for it.
import { useGet } from "@/shared/api/hooks";
import { Problem } from "@/shared/api/problem";
import type { Me } from "@/shared/session/session";

/** Accepts and appeals for the company. */
export const isOwner = (me: Me) => me.user?.role === "owner" && me.looking_as === null;

export const isHeld = ({ org }: Me) => org.state === "suspended" || org.slowed || org.payouts_held !== null;

/** none: the exchange has published no terms. */
export function useCurrentTerms(enabled = true) {
    const asked = useGet("/v1/terms", undefined, { staleTime: 3_600_000, enabled });
    return { ...asked, terms: asked.data, none: asked.error instanceof Problem && asked.error.status === 404 };
}
