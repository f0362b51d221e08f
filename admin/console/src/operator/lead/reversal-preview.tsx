// What a reversal would do, as the server reckons it now: where the money comes from, and both sides' accounts before and after.
import type { Body } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { word } from "@/shared/ui/words";
import classes from "./reverse.module.css";

type Preview = Body<"/v1/admin/sales/{sale}/reverse">;

interface Props {
    said: Preview;
    buyer: string;
    seller: string;
    /** Of another per cent; the right one is on its way. */
    stale: boolean;
}

export function ReversalPreview({ said, buyer, seller, stale }: Props) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const { currency } = said.price;
    const show = (amount: number, sign = false) => format.money({ amount, currency }, { digits: 2, sign });
    return (
        <div className={stale ? classes.stale : undefined} aria-busy={stale}>
            <p className={classes.says}>
                {t("reverse.says", { buyer, amount: show(said.from_fee.amount + said.from_seller.amount), seller: show(said.from_seller.amount), fee: show(said.from_fee.amount) })}
                {said.seller_debt.amount > 0 && <> {t("reverse.owes", { seller, amount: show(said.seller_debt.amount) })}</>}
            </p>
            <div className={classes.wrap} tabIndex={0} role="group" aria-label={t("reverse.balances")}>
                <table className={classes.balances}>
                    <caption>{t("reverse.balances")}</caption>
                    <thead><tr><th scope="col">{t("reverse.account")}</th><th scope="col">{t("reverse.now")}</th><th scope="col">{t("reverse.change")}</th><th scope="col">{t("reverse.after")}</th></tr></thead>
                    <tbody>
                        {said.balances.map(({ party, account, before, after }) => (
                            <tr key={account}>
                                <th scope="row">{party === "buyer" ? buyer : seller} <span className="quiet">{word("account", account)}</span></th>
                                <td className="num">{show(before)}</td>
                                <td className={`num ${after > before ? "good" : after < before ? "bad" : "quiet"}`}>{show(after - before, true)}</td>
                                <td className="num"><b>{show(after)}</b></td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </div>
    );
}
