// One statement: what stood, every entry, what stands. "current" is this month so far.
import { Button } from "@mantine/core";
import { Printer, ReceiptText } from "lucide-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, ok } from "@/shared/api/client";
import { useGet, type Body } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, Stack, Stat, Stats } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { Until } from "@/shared/ui/until";
import { word } from "@/shared/ui/words";

type Statement = Body<"/v1/statements/{statement}">;
type Line = Statement["lines"][number];

function useStatement(id: string) {
    const wallet = useGet("/v1/wallet", undefined, { enabled: id === "current" });
    const currency = wallet.data?.items[0]?.currency;
    return useInfiniteQuery({
        queryKey: ["/v1/statements", id, currency],
        enabled: id !== "current" || currency !== undefined,
        initialPageParam: undefined as string | undefined,
        queryFn: async ({ pageParam: cursor }) =>
            (id === "current"
                ? await ok(api.GET("/v1/statements", { params: { query: { currency, cursor } } }))
                : await ok(api.GET("/v1/statements/{statement}", { params: { path: { statement: id }, query: { cursor } } }))) as Statement,
        getNextPageParam: (page) => page.next ?? undefined,
    });
}

interface Props {
    id: string;
    back: { to: string; label: string };
    /** What a line is about: a seller's lead, a buyer's purchase. */
    about: (line: Line) => { id: string; href: string } | null;
}

export function StatementPage({ id, back, about }: Props) {
    const { t } = useTranslation();
    const format = useFormat();
    const asked = useStatement(id);
    const statement = asked.data?.pages[0];
    if (!statement) return <Until asked={asked} title={t("statement.statement")} back={back} />;
    const money = (amount: number, sign = false) => format.money({ amount, currency: statement.currency }, { digits: 2, sign });
    const columns: Column<Line>[] = [
        { id: "at", header: t("statement.at"), cell: (row) => format.dateTime(row.at), csv: (row) => row.at },
        { id: "kind", header: t("statement.entry"), cell: (row) => word("transfer", row.kind), csv: (row) => row.kind },
        { id: "account", header: t("statement.on"), cell: (row) => word("account", row.account), csv: (row) => row.account },
        { id: "lead", header: t("statement.lead"), cell: (row) => <About line={row} about={about(row)} />, csv: (row) => row.lead ?? row.reference },
        { id: "amount", header: t("statement.amount"), num: true, cell: (row) => <span className={row.amount < 0 ? "bad" : "good"}>{money(row.amount, true)}</span>, csv: (row) => ({ amount: row.amount, currency: statement.currency }) },
        { id: "balance", header: t("statement.balance"), num: true, cell: (row) => money(row.balance), csv: (row) => ({ amount: row.balance, currency: statement.currency }) },
    ];
    const rows = {
        ...asked, items: asked.data?.pages.flatMap((page) => page.lines),
        fetchNextPage: async () => {
            const next = await asked.fetchNextPage();
            return { hasNextPage: next.hasNextPage, data: { pages: next.data?.pages.map((page) => ({ items: page.lines })) ?? [] } };
        },
    };
    return (
        <>
            <PageHead title={format.month(statement.from)} back={back} lead={`${statement.name} · ${format.days(statement.from, statement.to)}`}
                badge={<Badge tone={statement.closed ? "good" : "info"}>{statement.closed ? t("statement.closed") : t("statement.openMonth")}</Badge>}
                actions={<Button variant="default" leftSection={<Printer size={15} aria-hidden />} onClick={() => window.print()}>{t("statement.print")}</Button>} />
            <Stack>
                <Stats>
                    {statement.closing.map((one) => {
                        const before = statement.opening.find((other) => other.account === one.account)?.balance ?? 0;
                        return <Stat key={one.account} label={word("account", one.account)} value={money(one.balance)} note={t("statement.before", { amount: money(before) })} />;
                    })}
                </Stats>
                <Panel flush>
                    <DataTable name="statement" columns={columns} rows={rows} rowKey={(row) => row.transfer + row.account} empty={<Empty icon={ReceiptText} title={t("statement.noEntries")} />} />
                </Panel>
            </Stack>
        </>
    );
}

function About({ line, about }: { line: Line; about: ReturnType<Props["about"]> }) {
    return about ? <Link href={about.href}>…{about.id.slice(-8)}</Link> : <>{line.reference ?? "–"}</>;
}
