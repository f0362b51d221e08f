// A value with a button that copies it: keys, links, ids.
import { ActionIcon, Tooltip } from "@mantine/core";
import { Check, Copy as CopyIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "@/shared/i18n";

export function CopyButton({ value }: { value: string }) {
    const { t } = useTranslation();
    const [done, setDone] = useState(false);
    const label = done ? t("action.copied") : t("action.copy");
    const copy = async () => {
        await navigator.clipboard.writeText(value);
        setDone(true);
        window.setTimeout(() => setDone(false), 2000);
    };
    return (
        <Tooltip label={label}>
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={() => void copy()}>
                {done ? <Check size={14} aria-hidden /> : <CopyIcon size={14} aria-hidden />}
            </ActionIcon>
        </Tooltip>
    );
}

/** An id as its last characters, whole in the clipboard: the first ones of ids made near each other are the same. */
export function Id({ id }: { id: string }) {
    return (
        <span style={{ display: "inline-flex", alignItems: "center", gap: 2 }}>
            <code title={id} style={{ fontSize: "0.8125em", whiteSpace: "nowrap" }}>…{id.slice(-8)}</code>
            <CopyButton value={id} />
        </span>
    );
}
