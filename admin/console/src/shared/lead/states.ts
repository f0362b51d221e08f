// What lists of leads are narrowed by, in the order of their life: states, and why one is where it is.
import type { components } from "@generated/api";

export const LEAD_STATES = ["open", "sold", "listed", "deferred", "review", "duplicate", "rejected", "withdrawn", "closed", "expired"] as const;

export const LEAD_CODES: NonNullable<components["schemas"]["LeadCode"]>[] = [
    "no_match", "all_refused", "below_floor", "cap_reached", "budget_exhausted", "contact_limit", "consent_scope", "in_review", "suspicious_price",
    "duplicate", "previous_active", "previous_cooling", "previous_barred", "previous_unknown", "suppressed", "consent_expired", "score_too_low",
    "phone_invalid", "email_invalid", "company_phone_only", "ip_blocked", "source_banned", "seller_paused", "niche_closed", "erased",
];
