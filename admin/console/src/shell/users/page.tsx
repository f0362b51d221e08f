// The people of the company: who may do what here, invitations, new links.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useDisclosure } from "@mantine/hooks";
import { UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { users, type UserRow } from "@/shared/session/calls";
import { useMe } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel, type Tone } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { LinkDialog } from "@/shared/users/link-dialog";
import { UserMenu } from "@/shared/users/user-menu";
import { InviteDialog } from "./invite";

const TONES: Record<UserRow["state"], Tone> = { invited: "info", active: "good", disabled: "bad", removed: "plain" };

export default function UsersPage() {
    const { t } = useTranslation("shell");
    const format = useFormat();
    const me = useMe();
    const [inviting, invite] = useDisclosure(false);
    const [link, setLink] = useState<string | null>(null);
    const asked = useQuery({ queryKey: ["/v1/users"], queryFn: users });
    const keeps = (me.user?.role === "owner" || me.user?.role === "admin") && me.looking_as === null;
    const columns: Column<UserRow>[] = [
        { id: "name", header: t("account.name"), cell: (row) => row.name || row.email, csv: (row) => row.name, sort: (row) => row.name ?? "" },
        { id: "email", header: t("sign.email"), cell: (row) => row.email, csv: (row) => row.email, sort: (row) => row.email ?? "" },
        { id: "role", header: t("users.role"), cell: (row) => t(`role.${row.role}`), csv: (row) => row.role },
        { id: "state", header: t("users.state"), cell: (row) => <Badge tone={TONES[row.state]}>{t(`users.${row.state}`)}</Badge>, csv: (row) => row.state },
        { id: "totp", header: t("totp.title"), cell: (row) => (row.totp ? t("totp.on") : t("totp.off")), csv: (row) => row.totp },
        { id: "seen", header: t("sessions.seen"), cell: (row) => (row.signed_in_at ? format.relative(row.signed_in_at) : "–"), csv: (row) => row.signed_in_at },
        { id: "menu", header: "", cell: (row) => keeps && row.id !== me.user?.id && <UserMenu user={row} operates={me.org.operates} onLink={setLink} /> },
    ];
    return (
        <>
            <PageHead title={t("nav.users")} lead={t("users.text")}
                actions={keeps && <Button leftSection={<UserPlus size={16} aria-hidden />} onClick={invite.open}>{t("users.invite")}</Button>} />
            <Panel flush>
                <DataTable name="users" columns={columns} rows={{ ...asked, items: asked.data?.items.filter((row) => row.state !== "removed") }} rowKey={(row) => row.id}
                    empty={<Empty icon={Users} title={t("users.none")} action={keeps && <Button onClick={invite.open}>{t("users.invite")}</Button>}>{t("users.noneText")}</Empty>} />
            </Panel>
            {inviting && <InviteDialog onClose={invite.close} onLink={setLink} />}
            {link && <LinkDialog link={link} onClose={() => setLink(null)} />}
        </>
    );
}
