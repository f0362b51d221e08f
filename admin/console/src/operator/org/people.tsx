// A company's people: inviting the first of them, helping who lost password and second factor.
import { Button } from "@mantine/core";
import { useState } from "react";
import { UserPlus, Users } from "lucide-react";
import { useGet, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite, useMe } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { word } from "@/shared/ui/words";
import { LinkDialog } from "@/shared/users/link-dialog";
import { UserMenu } from "@/shared/users/user-menu";
import type { Org } from "../common/use-orgs";
import { InviteDialog } from "./invite";

type User = Item<"/v1/admin/orgs/{org}/users">;

export function People({ org }: { org: Org }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const mayWrite = useMayWrite();
    const me = useMe();
    const [inviting, setInviting] = useState(false);
    const [link, setLink] = useState<string | null>(null);
    const asked = useGet("/v1/admin/orgs/{org}/users", { path: { org: org.id } });
    const columns: Column<User>[] = [
        { id: "name", header: t("org.name"), cell: (row) => <>{row.name || row.email || "–"}{row.name && <div className="quiet" style={{ overflowWrap: "anywhere", fontWeight: 400 }}>{row.email}</div>}</>, csv: (row) => row.name },
        { id: "email", header: t("org.email"), hidden: true, cell: () => null, csv: (row) => row.email },
        { id: "role", header: t("org.role"), cell: (row) => word("shell:role", row.role), csv: (row) => row.role },
        { id: "totp", header: t("org.totp"), cell: (row) => t(row.totp ? "org.yes" : "org.no"), csv: (row) => row.totp },
        { id: "seen", header: t("org.seen"), num: true, cell: (row) => (row.signed_in_at ? format.relative(row.signed_in_at) : "–"), csv: (row) => row.signed_in_at },
        { id: "menu", header: "", cell: (row) => mayWrite && row.id !== me.user?.id && <UserMenu user={row} operates={org.operates ?? false} onLink={setLink} /> },
    ];
    const invite = mayWrite && <Button size="compact-sm" variant="default" leftSection={<UserPlus size={14} aria-hidden />} onClick={() => setInviting(true)}>{t("org.invite")}</Button>;
    return (
        <Panel flush title={t("org.people")} actions={invite}>
            <DataTable name="people" columns={columns} rows={{ ...asked, items: asked.data?.items.filter((row) => row.state !== "removed") }} rowKey={(row) => row.id}
                empty={<Empty icon={Users} title={t("org.noPeople")} action={invite}>{t("org.noPeopleText")}</Empty>} />
            {link && <LinkDialog link={link} onClose={() => setLink(null)} />}
            {inviting && <InviteDialog org={org} onClose={() => setInviting(false)} />}
        </Panel>
    );
}
