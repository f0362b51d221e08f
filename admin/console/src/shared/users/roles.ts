// What somebody may be in a company, and in the one that operates the exchange.
export const rolesOf = (operates: boolean) => (operates ? (["admin", "auditor"] as const) : (["owner", "member", "viewer"] as const));
