// States and codes of the API as badges and words. A code that is newer than these words is shown as it is.
import { i18next, useTranslation } from "@/shared/i18n";
import { Badge, type Tone } from "./blocks";

const LEAD: Record<string, Tone> = {
    sold: "good", open: "info", listed: "info", deferred: "info", review: "warn", duplicate: "plain", rejected: "bad", withdrawn: "plain", closed: "plain", expired: "plain",
};
const SALE: Record<string, Tone> = { pending: "info", held: "info", disputed: "warn", final: "good", returned: "bad", void: "plain", reversed: "bad" };
const DISPUTE: Record<string, Tone> = { open: "warn", contested: "info", ruled: "info", appealed: "warn", final: "plain", withdrawn: "plain" };
const PAYOUT: Record<string, Tone> = { requested: "info", approved: "info", sent: "info", confirmed: "good", returned: "bad", cancelled: "plain" };
const DELIVERY: Record<string, Tone> = { due: "info", sending: "info", done: "good", dead: "bad", cancelled: "plain" };
const TEMPERATURE: Record<string, Tone> = { hot: "bad", warm: "warn", cold: "info" };

/** word("lead.code", "no_match"); of another folder's words: word("agency:upload.why", "table") */
export function word(group: string, code: string | null | undefined): string {
    if (code == null) return "";
    const key = group.includes(":") ? `${group}.${code}` : `shared:${group}.${code}`;
    return i18next.exists(key) ? (i18next.t(key as never) as string) : code.replaceAll("_", " ");
}

function State({ group, tones, state }: { group: string; tones: Record<string, Tone>; state: string }) {
    useTranslation(); // so that it changes with the language
    return <Badge tone={tones[state] ?? "plain"}>{word(group, state)}</Badge>;
}

interface Props {
    state: string;
}
export const LeadState = ({ state }: Props) => <State group="lead.state" tones={LEAD} state={state} />;
export const SaleState = ({ state }: Props) => <State group="sale.state" tones={SALE} state={state} />;
export const DisputeState = ({ state }: Props) => <State group="dispute.state" tones={DISPUTE} state={state} />;
export const PayoutState = ({ state }: Props) => <State group="payout" tones={PAYOUT} state={state} />;
export const DeliveryState = ({ state }: Props) => <State group="delivery" tones={DELIVERY} state={state} />;
export const Temperature = ({ state }: Props) => <State group="temperature" tones={TEMPERATURE} state={state} />;
