// Disputes by state: how many, how many of them fall due soon, and when the first does.
import { Link } from "wouter";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import { Clock } from "@/shared/ui/clock";
import { DisputeState } from "@/shared/ui/words";
import type { Floor } from "./page";
import classes from "./floor.module.css";

export function Clocks({ disputes }: { disputes: Floor["disputes"] }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const urgent = (count: number, tone: string) => <td className={`num ${count > 0 ? tone : "quiet"}`}>{format.number(count)}</td>;
    return (
        <Panel title={t("floor.disputes")}>
            {disputes.length === 0 ? <p className="quiet" style={{ margin: 0 }}>{t("floor.noDisputes")}</p> : (
                <table className={classes.clocks}>
                    <thead>
                        <tr>
                            {([["state", ""], ["count", classes.right], ["in6", classes.right], ["in24", classes.right], ["first", classes.right]] as const).map(([name, side]) =>
                                <th key={name} scope="col" className={side}>{t(`floor.${name}`)}</th>)}
                        </tr>
                    </thead>
                    <tbody>
                        {disputes.map((row) => (
                            <tr key={row.state}>
                                <td><Link href={`/operator/disputes?state=${row.state}`} className={classes.state}><DisputeState state={row.state} /></Link></td>
                                <td className="num">{format.number(row.count)}</td>
                                {urgent(row.due_in_6h, "bad")}
                                {urgent(row.due_in_24h, "warn")}
                                <td>{row.first_due_at ? <Clock at={row.first_due_at} /> : "–"}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </Panel>
    );
}
