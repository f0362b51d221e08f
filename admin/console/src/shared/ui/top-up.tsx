// A top-up's state, and its reference as payers and banks write it: in groups of four.
import { useTranslation } from "@/shared/i18n";
import { Badge, type Tone } from "./blocks";
import { CopyButton } from "./copy";
import { word } from "./words";

const TONES: Record<string, Tone> = { asked: "warn", paid: "good", refused: "bad", withdrawn: "plain", expired: "plain" };

export function TopUpState({ state }: { state: string }) {
    useTranslation(); // so that it changes with the language
    return <Badge tone={TONES[state] ?? "plain"}>{word("topUp", state)}</Badge>;
}

export function TransferReference({ reference, copy }: { reference: string; copy?: boolean }) {
    const groups = reference.match(/.{1,4}/g)?.join(" ") ?? reference;
    return (
        <span style={{ display: "inline-flex", alignItems: "center", gap: 4 }}>
            <code className="num" style={{ whiteSpace: "nowrap" }}>{groups}</code>
            {copy && <CopyButton value={groups} />}
        </span>
    );
}

/** As typed from a bank's statement: compact, or null where its check digits (ISO 11649) say that it is mistyped. */
export function readReference(typed: string): string | null {
    const text = typed.replace(/[\s-]/g, "").toUpperCase();
    if (!/^RF\d\d[A-Z]{8}$/.test(text)) return null;
    const digits = [...text.slice(4), ...text.slice(0, 4)].map((c) => (c >= "A" ? c.charCodeAt(0) - 55 : c)).join("");
    return BigInt(digits) % 97n === 1n ? text : null;
}
