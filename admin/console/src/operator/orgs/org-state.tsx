// Where a company stands with the exchange.
import { useTranslation } from "@/shared/i18n";
import { Badge, type Tone } from "@/shared/ui/blocks";
import type { Org } from "../common/use-orgs";

const TONES: Record<NonNullable<Org["state"]>, Tone> = { applied: "warn", active: "good", suspended: "bad", closed: "plain" };

export function OrgState({ org }: { org: Org }) {
    const { t } = useTranslation("operator");
    const state = org.state ?? "active";
    return (
        <>
            <Badge tone={TONES[state]}>{t(`org.states.${state}`)}</Badge>{" "}
            {(org.slowed || org.payouts_held) && <Badge tone="warn">{t("org.restrained")}</Badge>}
        </>
    );
}

export function useRoles() {
    const { t } = useTranslation("operator");
    return (org: Org) => [org.operates && t("org.operates"), org.sells && t("org.sells"), org.buys && t("org.buys")].filter(Boolean).join(", ") || "–";
}
