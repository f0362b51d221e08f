// The companies: who applied, who trades, who is held back.
import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Building2, Plus, UserSearch } from "lucide-react";
import { usePages } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import type { Org } from "../common/use-orgs";
import { AddDialog } from "./add-dialog";
import { FindDialog } from "./find-dialog";
import { OrgState, useRoles } from "./org-state";

export default function OrgsPage() {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const roles = useRoles();
    const mayWrite = useMayWrite();
    const [adding, add] = useDisclosure(false);
    const [finding, find] = useDisclosure(false);
    const rows = usePages("/v1/admin/orgs");
    const columns: Column<Org>[] = [
        { id: "name", header: t("org.name"), cell: (row) => row.name, csv: (row) => row.name, sort: (row) => row.name ?? "" },
        { id: "alias", header: t("org.alias"), cell: (row) => row.alias, csv: (row) => row.alias, sort: (row) => row.alias ?? "" },
        { id: "does", header: t("org.does"), cell: roles, csv: roles, sort: roles },
        { id: "state", header: t("org.state"), cell: (row) => <OrgState org={row} />, csv: (row) => row.state, sort: (row) => row.state ?? "" },
        { id: "terms", header: t("org.terms"), cell: (row) => row.terms ?? "–", csv: (row) => row.terms },
        { id: "country", header: t("org.country"), cell: (row) => (row.country ? format.region(row.country) : "–"), csv: (row) => row.country },
        { id: "created_at", header: t("org.since"), num: true, cell: (row) => format.date(row.created_at), csv: (row) => row.created_at, sort: (row) => row.created_at },
    ];
    const button = mayWrite && <Button leftSection={<Plus size={16} aria-hidden />} onClick={add.open}>{t("org.add")}</Button>;
    return (
        <>
            <PageHead title={t("nav.orgs")} lead={t("org.text")}
                actions={<Group gap="xs"><Button variant="default" leftSection={<UserSearch size={16} aria-hidden />} onClick={find.open}>{t("find.person")}</Button>{button}</Group>} />
            <Panel flush>
                <DataTable name="companies" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `/operator/orgs/${row.id}`}
                    empty={<Empty icon={Building2} title={t("org.none")} action={button}>{t("org.noneText")}</Empty>} />
            </Panel>
            {finding && <FindDialog onClose={find.close} />}
            {adding && <AddDialog onClose={add.close} />}
        </>
    );
}
