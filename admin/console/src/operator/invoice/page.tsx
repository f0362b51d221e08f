// One invoice as it was issued: the parties as they were, its lines with their tax, and what credit notes took back since.
import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { FileMinus, Printer } from "lucide-react";
import { Link } from "wouter";
import { useGet, usePages, type Body } from "@/shared/api/hooks";
import type { PageProps } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";
import { PageHead } from "@/shared/ui/page-head";
import { Until } from "@/shared/ui/until";
import { paperOf, Series, useColumns } from "../invoices/page";
import { CreditDialog } from "./credit-dialog";

export type Whole = Body<"/v1/invoices/{invoice}">;
export type Line = NonNullable<Whole["lines"]>[number];

export default function InvoicePage({ params }: PageProps) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const [crediting, credit] = useDisclosure(false);
    const asked = useGet("/v1/invoices/{invoice}", { path: { invoice: params.invoice! } });
    const back = { to: "/operator/invoices", label: t("nav.invoices") };
    const invoice = asked.data;
    if (!invoice) return <Until asked={asked} title={t("invoice.one")} back={back} />;
    const left = invoice.gross.amount - invoice.credited.amount;
    return (
        <>
            <PageHead title={invoice.number} back={back} badge={<Series series={invoice.series} />} lead={`${t("invoice.period")}: ${format.days(invoice.from, invoice.to)} · ${t("invoice.issued")}: ${format.dateTime(invoice.issued_at)}`} actions={(
                <Group gap="xs">
                    <Button component="a" href={paperOf(invoice.id)} target="_blank" rel="noreferrer" variant="default" leftSection={<Printer size={15} aria-hidden />}>{t("shared:statement.paper")}</Button>
                    {mayWrite && invoice.series !== "credit_note" && left > 0 && <Button leftSection={<FileMinus size={15} aria-hidden />} onClick={credit.open}>{t("invoice.credit")}</Button>}
                </Group>
            )} />
            <Split>
                <Stack>
                    <Lines invoice={invoice} />
                    {invoice.series !== "credit_note" && <Credits invoice={invoice} />}
                </Stack>
                <Stack>
                    <Sums invoice={invoice} />
                    <Party title={t("invoice.issuer")} party={invoice.issuer} />
                    <Party title={t("invoice.recipient")} party={invoice.recipient} />
                </Stack>
            </Split>
            {crediting && <CreditDialog invoice={invoice} onClose={credit.close} />}
        </>
    );
}

function Lines({ invoice }: { invoice: Whole }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const money = (amount: number) => format.money({ amount, currency: invoice.currency }, { digits: 2 });
    const columns: Column<Line>[] = [
        { id: "text", header: t("invoice.line"), cell: (row) => row.text, csv: (row) => row.text },
        { id: "count", header: t("invoice.count"), num: true, cell: (row) => format.number(row.count), csv: (row) => row.count },
        { id: "net", header: t("shared:statement.net"), num: true, cell: (row) => money(row.net), csv: (row) => row.net },
        { id: "tax", header: t("shared:statement.tax"), num: true, cell: (row) => <>{money(row.tax)}{row.rate_bp > 0 && <span className="quiet"> {row.tax_name} {format.percent(row.rate_bp / 10_000, 2)}</span>}</>, csv: (row) => row.tax },
        { id: "gross", header: t("shared:statement.gross"), num: true, cell: (row) => <b>{money(row.gross)}</b>, csv: (row) => row.gross },
    ];
    const rows = { items: invoice.lines, isPending: false, error: null, refetch: () => undefined };
    return (
        <Panel flush title={t("invoice.lines")}>
            <DataTable name={invoice.number} columns={columns} rows={rows} rowKey={(row) => `${row.text} ${row.rate_bp} ${row.tax_name}`} empty={null} />
        </Panel>
    );
}

function Credits({ invoice }: { invoice: Whole }) {
    const { t } = useTranslation("operator");
    const rows = usePages("/v1/admin/invoices", { query: { corrects: invoice.id } });
    const columns = useColumns().filter(({ id }) => !["series", "org", "period"].includes(id));
    columns.splice(1, 0, { id: "reason", header: t("reason.label"), cell: (row) => row.reason, csv: (row) => row.reason });
    return (
        <Panel flush title={t("invoice.credits")}>
            <DataTable name="credit-notes" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `/operator/invoices/${row.id}`} empty={<Empty icon={FileMinus} title={t("invoice.noCredits")}>{t("invoice.noCreditsText")}</Empty>} />
        </Panel>
    );
}

function Sums({ invoice }: { invoice: Whole }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const sum = (money: { amount: number; currency: string }) => <span className="num">{format.money(money, { digits: 2 })}</span>;
    const { gross, credited } = invoice;
    return (
        <Panel title={t("invoice.sums")}>
            <Facts items={[
                [t("shared:statement.net"), sum(invoice.net)],
                [t("shared:statement.tax"), sum(invoice.tax)],
                [t("shared:statement.gross"), <b key="g">{sum(gross)}</b>],
                [t("invoice.credited"), credited.amount > 0 && sum(credited)],
                [t("invoice.left"), credited.amount > 0 && <b>{sum({ ...gross, amount: gross.amount - credited.amount })}</b>],
                [t("invoice.corrects"), invoice.corrects && <Link href={`/operator/invoices/${invoice.corrects}`}>{invoice.corrects_number}</Link>],
                [t("reason.label"), invoice.reason],
                ["ID", <Id key="i" id={invoice.id} />],
            ]} />
        </Panel>
    );
}

function Party({ title, party }: { title: string; party: Whole["issuer"] }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    return (
        <Panel title={title}>
            <Facts items={[
                [t("org.name"), <Link key="n" href={`/operator/orgs/${party.id}`}>{party.name ?? `…${party.id.slice(-8)}`}</Link>],
                [t("org.address"), party.address && <span style={{ whiteSpace: "pre-line" }}>{party.address}</span>],
                [t("org.country"), party.country && format.region(party.country)],
                [t("org.taxId"), party.tax_id],
            ]} />
        </Panel>
    );
}
