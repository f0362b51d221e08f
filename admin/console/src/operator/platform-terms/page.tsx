// The exchange's terms: what is in force, who has not accepted it, and publishing the next version.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { CircleCheck, FileText, Plus } from "lucide-react";
import { useGet, usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, Stack } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import type { Org } from "../common/use-orgs";
import { OrgState } from "../orgs/org-state";
import { PublishDialog } from "./publish";
import classes from "./terms.module.css";

type Version = Item<"/v1/admin/terms">;

export default function TermsPage() {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const [publishing, publish] = useDisclosure(false);
    const versions = useGet("/v1/admin/terms");
    const current = versions.data?.items[0];
    const button = mayWrite && <Button leftSection={<Plus size={16} aria-hidden />} onClick={publish.open}>{t("terms.publish")}</Button>;
    return (
        <>
            <PageHead title={t("nav.terms")} lead={t("terms.text")} actions={button} />
            <Stack>
                <Versions asked={versions} />
                {current && <Waiting version={current.version} />}
                {current && <Text version={current.version} />}
            </Stack>
            {publishing && <PublishDialog onClose={publish.close} />}
        </>
    );
}

function Versions({ asked }: { asked: ReturnType<typeof useGet<"/v1/admin/terms">> }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const columns: Column<Version>[] = [
        { id: "version", header: t("terms.version"), cell: (row) => <>{row.version} {row.current && <Badge tone="good">{t("terms.current")}</Badge>}</>, csv: (row) => row.version },
        { id: "accepted", header: t("terms.accepted"), num: true, cell: (row) => t("terms.of", { accepted: format.number(row.accepted), companies: format.number(row.companies) }), csv: (row) => row.accepted },
        { id: "sha256", header: "SHA-256", cell: (row) => <code title={row.sha256}>{row.sha256.slice(0, 12)}…</code>, csv: (row) => row.sha256 },
        { id: "published_at", header: t("terms.published"), num: true, cell: (row) => format.dateTime(row.published_at), csv: (row) => row.published_at },
    ];
    return (
        <Panel flush title={t("terms.versions")}>
            <DataTable name="terms" columns={columns} rows={{ ...asked, items: asked.data?.items }} rowKey={(row) => row.version} empty={<Empty icon={FileText} title={t("terms.none")}>{t("terms.noneText")}</Empty>} />
        </Panel>
    );
}

/** Who trades, or applies to, without having accepted the current version. */
function Waiting({ version }: { version: string }) {
    const { t } = useTranslation("operator");
    const asked = usePages("/v1/admin/orgs", { query: { limit: 200 } });
    const items = asked.items?.filter((org) => !org.operates && org.state !== "closed" && org.terms !== version);
    const columns: Column<Org>[] = [
        { id: "name", header: t("org.name"), cell: (row) => row.name, csv: (row) => row.name },
        { id: "state", header: t("org.state"), cell: (row) => <OrgState org={row} />, csv: (row) => row.state },
        { id: "terms", header: t("terms.last"), cell: (row) => row.terms ?? "–", csv: (row) => row.terms },
    ];
    return (
        <Panel flush title={t("terms.waiting", { version })}>
            <DataTable name="terms-not-accepted" columns={columns} rows={{ ...asked, items }} rowKey={(row) => row.id} href={(row) => `/operator/orgs/${row.id}`}
                empty={<Empty icon={CircleCheck} title={t("terms.everybody")} />} />
        </Panel>
    );
}

function Text({ version }: { version: string }) {
    const { t } = useTranslation("operator");
    const asked = useGet("/v1/terms");
    return (
        <Panel title={`${t("terms.version")} ${version}`}>
            {asked.error ? <Fault fault={asked.error} retry={asked.refetch} /> : <div className={classes.text} tabIndex={0} role="region" aria-label={t("terms.version")}>{asked.data?.text}</div>}
        </Panel>
    );
}
