// A list's filters stand in the address, so that a link or "back" brings them again.
import { useSearchParams } from "wouter";

export function useFilters<K extends string>(...names: K[]) {
    const [search, setSearch] = useSearchParams();
    const values = Object.fromEntries(names.map((name) => [name, search.get(name) ?? undefined])) as Partial<Record<K, string>>;
    const set = (name: K, value: string | null | undefined) =>
        setSearch((before) => {
            const next = new URLSearchParams(before);
            if (value == null || value === "") next.delete(name);
            else next.set(name, value);
            return next;
        }, { replace: true });
    const clear = () => setSearch({}, { replace: true });
    return { values, set, clear, any: names.some((name) => values[name] !== undefined) };
}
