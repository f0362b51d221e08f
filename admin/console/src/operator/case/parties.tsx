// How both parties fared with their claims before, side by side.
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import type { Dispute } from "@/shared/dispute/file";
import { Panel } from "@/shared/ui/blocks";
import { word } from "@/shared/ui/words";
import classes from "./case.module.css";

const FIGURES = ["total", "under_way", "for_buyer", "split", "for_seller", "withdrawn", "appeals", "opened_30_days"] as const;

export function Parties({ desk }: { desk: NonNullable<Dispute["desk"]> }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const sides = ["buyer", "seller"] as const;
    return (
        <Panel title={t("case.parties")}>
            <table className={classes.parties}>
                <thead>
                    <tr>
                        <td />
                        {sides.map((side) => <th key={side} scope="col"><small>{word("dispute.side", side)}</small>{desk[side].name}</th>)}
                    </tr>
                </thead>
                <tbody>
                    {FIGURES.map((figure) => (
                        <tr key={figure}>
                            <th scope="row">{t(`case.figure.${figure}`)}</th>
                            {sides.map((side) => <td key={side} className="num">{format.number(desk[side].figures[figure])}</td>)}
                        </tr>
                    ))}
                </tbody>
            </table>
            <p className="quiet" style={{ margin: "12px 0 0", fontSize: "0.8125rem" }}>{t("case.pair", { count: desk.pair })}</p>
        </Panel>
    );
}
