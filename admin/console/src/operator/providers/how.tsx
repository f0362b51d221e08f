// How a provider reports: what it sends where, and how that is signed, as lines to try.
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import { CopyButton } from "@/shared/ui/copy";
import { hookOf } from "./hook";
import classes from "./providers.module.css";

const example = (address: string) => `secret='…'
body='{"type": "deposit", "reference": "k-17", "org": "COMPANY",
  "amount": {"amount": 5000000, "currency": "RUB"}}'
t=$(date +%s)
v1=$(printf %s "$t.$body" | openssl dgst -sha256 -hmac "$secret" -r | cut -d ' ' -f 1)
curl -sS ${address} --json "$body" -H "Leadx-Signature: t=$t,v1=$v1"`;

export function HowToReport({ path = "/hooks/payments/NAME" }: { path?: string }) {
    const { t } = useTranslation("operator");
    const text = example(hookOf(path));
    return (
        <Panel title={t("provider.how")} actions={<a href="/docs#/money/reportPayment" target="_blank" rel="noreferrer">{t("provider.guide")}</a>}>
            <ol className={classes.steps}>
                <li>{t("provider.how1")}</li>
                <li>{t("provider.how2")}</li>
                <li>{t("provider.how3")}</li>
            </ol>
            <div className={classes.example}>
                <pre tabIndex={0} aria-label={t("provider.example")}>{text}</pre>
                <span className={classes.copy}><CopyButton value={text} /></span>
            </div>
            <p className="quiet" style={{ margin: "12px 0 0", fontSize: "0.875rem" }}>{t("provider.how4")}</p>
        </Panel>
    );
}
