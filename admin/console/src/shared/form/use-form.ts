// A form's values, and the server's faults at the fields their pointers name. Nothing typed is ever taken away.
import { useRef, useState, type FormEvent } from "react";
import { Problem } from "@/shared/api/problem";
import { fieldText } from "@/shared/ui/fault";

export { fieldText };

interface Options<V> {
    initial: V;
    /** Sends; what it throws as a Problem is shown. */
    submit: (values: V) => Promise<unknown>;
    /** Before anything is sent: what is wrong, by field. */
    check?: (values: V) => Partial<Record<keyof V, string>>;
    /** Pointer of each field, where it is not "/" and the field's name. */
    pointers?: Partial<Record<keyof V, string>>;
}

export function useForm<V extends object>({ initial, submit, check, pointers }: Options<V>) {
    const [values, setValues] = useState(initial);
    const [errors, setErrors] = useState<Partial<Record<keyof V, string>>>({});
    const [fault, setFault] = useState<unknown>(null);
    const [busy, setBusy] = useState(false);
    const form = useRef<HTMLFormElement>(null);

    const set = <K extends keyof V>(name: K, value: V[K]) => {
        setValues((before) => ({ ...before, [name]: value }));
        setErrors((before) => ({ ...before, [name]: undefined }));
    };

    /** A field that stands deeper, "/cap/daily", is shown at the field that covers it, "/cap". */
    const place = (problem: Problem) => {
        const found: Partial<Record<keyof V, string>> = {};
        const homeless = problem.errors.filter((error) => {
            const names = (Object.keys(values) as (keyof V)[]).filter((name) => {
                const pointer = pointers?.[name] ?? `/${String(name)}`;
                return error.pointer === pointer || error.pointer.startsWith(`${pointer}/`);
            });
            for (const name of names.slice(0, 1)) found[name] ??= fieldText(error);
            return names.length === 0;
        });
        setErrors(found);
        setFault(homeless.length > 0 || problem.errors.length === 0 ? problem : null);
        focusFirst();
    };
    const focusFirst = () => window.setTimeout(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-error] input")?.focus());

    const onSubmit = async (event?: FormEvent) => {
        event?.preventDefault();
        if (busy) return;
        const wrong = check?.(values) ?? {};
        setErrors(wrong);
        setFault(null);
        if (Object.values(wrong).some((text) => text !== undefined)) return focusFirst();
        setBusy(true);
        try {
            await submit(values);
        } catch (thrown) {
            if (thrown instanceof Problem) place(thrown);
            else setFault(thrown);
        } finally {
            setBusy(false);
        }
    };

    /** For Mantine's inputs: `<TextInput label=… {...field("name")} />` */
    const field = <K extends keyof V>(name: K) => ({
        value: values[name],
        error: errors[name],
        onChange: (next: unknown) => {
            const target = (next as { currentTarget?: HTMLInputElement } | null)?.currentTarget;
            set(name, (target ? target.value : next) as V[K]);
        },
    });
    /** For switches and checkboxes. */
    const tick = <K extends keyof V>(name: K) => ({
        checked: values[name] as boolean,
        error: errors[name],
        onChange: (event: { currentTarget: HTMLInputElement }) => set(name, event.currentTarget.checked as V[K]),
    });

    return { values, errors, fault, busy, form, set, setValues, setErrors, setFault, field, tick, onSubmit };
}
