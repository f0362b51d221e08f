// Two who edit the same: a change goes out with the revision that was read, and when somebody else saved meanwhile, what they
// changed comes into the form beside what is typed here. Nothing typed is lost, and nothing of theirs is overwritten unseen.
import { Alert } from "@mantine/core";
import { useState } from "react";
import { Problem } from "@/shared/api/problem";
import { useTranslation } from "@/shared/i18n";

/** What a form is about, as it was read. */
export interface Version<V> {
    values: V;
    revision: number;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** taken: theirs, untouched here; both: changed by both, where what is typed here stays. */
export function merge<V extends object>(base: V, typed: V, theirs: V) {
    const names = (Object.keys(theirs) as (keyof V)[]).filter((name) => !same(base[name], theirs[name]));
    const taken = names.filter((name) => same(base[name], typed[name]));
    const both = names.filter((name) => !taken.includes(name) && !same(typed[name], theirs[name]));
    return { values: { ...typed, ...Object.fromEntries(taken.map((name) => [name, theirs[name]])) }, taken, both };
}

type News<V> = Omit<ReturnType<typeof merge<V & object>>, "values">;

/**
 * `save(typed, form.setValues, (match, base) => …)` sends under If-Match; true: saved. False: somebody else was faster, the form
 * holds theirs beside what was typed, and `news` says which. What does not concern the form is passed over.
 */
export function useMeanwhile<V extends object>(first: Version<V>, read: () => Promise<Version<V>>) {
    const [base, setBase] = useState(first);
    const [news, setNews] = useState<News<V> | null>(null);
    const save = async (typed: V, show: (values: V) => void, send: (match: { "If-Match": string }, base: V) => Promise<unknown>) => {
        let now = base;
        for (let tries = 0; ; tries++) {
            try {
                await send({ "If-Match": `"${now.revision}"` }, now.values);
                setNews(null);
                return true;
            } catch (fault) {
                if (!(fault instanceof Problem) || fault.status !== 412 || tries === 5) throw fault;
            }
            const before = now.values;
            now = await read();
            setBase(now);
            const { values, ...found } = merge(before, typed, now.values);
            if (found.taken.length + found.both.length === 0) continue;
            show(values);
            setNews(found as News<V>);
            return false;
        }
    };
    return { base: base.values, rebase: setBase, news, save };
}

export function Meanwhile<V extends object>({ news, label }: { news: News<V> | null; label: (name: keyof V) => string }) {
    const { t } = useTranslation();
    if (news === null) return null;
    const names = (list: (keyof V)[]) => [...new Set(list.map(label))].join(", ");
    return (
        <Alert color="yellow" variant="light" role="alert" title={t("meanwhile.title")} styles={{ title: { color: "var(--lx-warn)" } }}>
            {news.taken.length > 0 && <p style={{ margin: 0 }}>{t("meanwhile.taken", { names: names(news.taken) })}</p>}
            {news.both.length > 0 && <p style={{ margin: 0 }}>{t("meanwhile.both", { names: names(news.both) })}</p>}
            <p style={{ margin: 0 }}>{t("meanwhile.again")}</p>
        </Alert>
    );
}
