// Fields that stand in a FilterBar behind its selects: an exact word, looked for when Enter is pressed or the field is left; a day.
import { TextInput } from "@mantine/core";
import { useEffect, useState, type FormEvent } from "react";
import classes from "./ui.module.css";

interface Props {
    label: string;
    value: string | undefined;
    onEnter: (value: string | null) => void;
}

export function FilterWord({ label, placeholder, value, onEnter }: Props & { placeholder?: string }) {
    const [text, setText] = useState(value ?? "");
    useEffect(() => setText(value ?? ""), [value]);
    const send = (event?: FormEvent) => {
        event?.preventDefault();
        if (text.trim() !== (value ?? "")) onEnter(text.trim() || null);
    };
    return (
        <form onSubmit={send}>
            <TextInput size="xs" aria-label={label} placeholder={placeholder ?? label} maxLength={128} value={text} onChange={(event) => setText(event.currentTarget.value)} onBlur={() => send()} />
        </form>
    );
}

export function FilterDay({ label, value, max, onEnter }: Props & { max?: string }) {
    return (
        <label className={classes.filterDay}>
            <span>{label}</span>
            <TextInput size="xs" type="date" max={max} value={value ?? ""} onChange={(event) => onEnter(event.currentTarget.value || null)} />
        </label>
    );
}

/** Where a day of the address begins here; undefined for what is no day. `after`: where the next one begins. */
export function dayBegins(day: string | undefined, after = 0): string | undefined {
    const at = new Date(`${day}T00:00`);
    if (day === undefined || Number.isNaN(at.getTime())) return undefined;
    at.setDate(at.getDate() + after);
    return at.toISOString();
}
