// What stands on a company's accounts in the month so far, and the way to its entries.
import { Group } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, ok } from "@/shared/api/client";
import type { Body } from "@/shared/api/hooks";
import { Problem } from "@/shared/api/problem";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Facts, Panel } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { word } from "@/shared/ui/words";
import type { Org } from "../common/use-orgs";

type Statement = Extract<Body<"/v1/statements">, { closing: unknown }>;

/** Whoever earned and paid nothing yet has no accounts in a currency. */
function noAccounts(fault: unknown): null {
    if (fault instanceof Problem && fault.status === 404) return null;
    throw fault;
}

export function Balances({ org }: { org: Org }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const currencies = [...new Set(useNiches().items.map((niche) => niche.currency))];
    const asked = useQueries({
        queries: currencies.map((currency) => ({
            queryKey: ["/v1/statements", org.id, currency],
            queryFn: () => (ok(api.GET("/v1/statements", { params: { query: { org: org.id, currency, limit: 1 } } })) as Promise<Statement>).catch(noAccounts),
        })),
    });
    const fault = asked.find(({ error }) => error);
    const months = asked.map(({ data }) => data).filter((month): month is Statement => month != null && month.closing.length > 0);
    return (
        <Panel title={t("org.money")} actions={(
            <Group gap="md">
                <Link href={`/operator/transfers?org=${org.id}`}>{t("org.entries")}</Link>
                <Link href={`/operator/invoices?org=${org.id}`}>{t("shared:statement.invoices")}</Link>
            </Group>
        )}>
            {fault && <Fault fault={fault.error} retry={fault.refetch} />}
            {months.map((month) => (
                <Facts key={month.currency} items={month.closing.map(({ account, balance }) => [
                    word("account", account), <b key={account} className="num">{format.money({ amount: balance, currency: month.currency })}</b>,
                ])} />
            ))}
            {months.length === 0 && !fault && <p className="quiet" style={{ margin: 0 }}>{t("org.noMoney")}</p>}
        </Panel>
    );
}
