// Every balance computed anew from its transfers; of long books day by day, each of which is asked for on its own.
import { Button, Group } from "@mantine/core";
import { ShieldCheck, ShieldX } from "lucide-react";
import { useState } from "react";
import { api, ok } from "@/shared/api/client";
import { useGet, type Body } from "@/shared/api/hooks";
import { minorDigits, useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Bar, Panel, Stack } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { word } from "@/shared/ui/words";
import classes from "./ledger.module.css";

type Answer = Body<"/v1/admin/ledger/verify">;

export function Verdict() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const asked = useGet("/v1/admin/ledger/verify", undefined, { staleTime: 60_000 });
    const said = asked.data;
    return (
        <Panel title={t("ledger.verdict")} actions={<Button size="compact-sm" variant="default" loading={asked.isFetching} onClick={() => void asked.refetch()}>{t("ledger.again")}</Button>}>
            {asked.error && <Fault fault={asked.error} retry={asked.refetch} />}
            {asked.isPending && <div aria-busy style={{ height: 120 }} />}
            {said && (
                <Stack>
                    <Says balanced={said.balanced && said.problems.length === 0} text={t(said.balanced ? "ledger.balanced" : "ledger.broken")} />
                    {said.problems.map((problem, i) => <code key={i} className="bad">{JSON.stringify(problem)}</code>)}
                    <div className={classes.sides}>
                        {said.currencies?.map(({ currency, kinds, transfers, sum }) => (
                            <table key={currency} className={classes.terms}>
                                <caption>{currency} <span className="quiet">{t("ledger.transfers", { count: transfers, n: format.number(transfers) })}</span></caption>
                                <tbody>
                                    {Object.entries(kinds).map(([kind, amount]) => <tr key={kind}><th scope="row">{word("account", kind)}</th><td className="num">{format.money({ amount, currency }, { digits: minorDigits(currency) })}</td></tr>)}
                                    <tr className={classes.total}><th scope="row">= {t("ledger.sum")}</th><td className={`num ${sum === 0 ? "good" : "bad"}`}>{format.money({ amount: sum, currency }, { digits: minorDigits(currency) })}</td></tr>
                                </tbody>
                            </table>
                        ))}
                    </div>
                    {said.days && said.days.length > 0 && <LongBooks days={said.days} />}
                </Stack>
            )}
        </Panel>
    );
}

export function Says({ balanced, text }: { balanced: boolean; text: string }) {
    const Icon = balanced ? ShieldCheck : ShieldX;
    return <p className={`${classes.says} ${balanced ? "good" : "bad"}`}><Icon size={20} aria-hidden /> {text}</p>;
}

/** The days that are left, one question after the other. */
function LongBooks({ days }: { days: NonNullable<Answer["days"]> }) {
    const { t } = useTranslation("operator");
    const [done, setDone] = useState<number | null>(null);
    const [bad, setBad] = useState<string[]>([]);
    const [fault, setFault] = useState<unknown>(null);
    const questions = days.flatMap(({ day, slices }) => Array.from({ length: slices }, (_, i) => ({ day, slice: i + 1, slices })));
    const run = async () => {
        setFault(null);
        setBad([]);
        try {
            for (const [i, query] of questions.entries()) {
                setDone(i);
                const { balanced } = await ok(api.GET("/v1/admin/ledger/verify", { params: { query } }));
                if (!balanced) setBad((before) => [...before, query.day]);
            }
            setDone(questions.length);
        } catch (thrown) {
            setFault(thrown);
            setDone(null);
        }
    };
    const whole = done === questions.length;
    return (
        <div>
            {fault !== null && <Fault fault={fault} retry={run} />}
            {done === null && <Group gap="md"><span className="quiet">{t("ledger.long", { count: days.length })}</span><Button size="compact-sm" variant="default" onClick={() => void run()}>{t("ledger.verifyDays")}</Button></Group>}
            {done !== null && !whole && <Bar share={done / questions.length} label={t("ledger.verifyDays")} />}
            {whole && <Says balanced={bad.length === 0} text={bad.length === 0 ? t("ledger.daysBalanced", { count: days.length }) : `${t("ledger.broken")} ${bad.join(", ")}`} />}
        </div>
    );
}
