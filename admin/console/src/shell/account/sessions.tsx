// Where one is signed in, and the end of it there.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { queries } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { endOneSession, endOtherSessions, sessions, type SessionRow } from "@/shared/session/calls";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { toast, toastFault } from "@/shared/ui/toast";

export function SessionsPanel() {
    const { t } = useTranslation("shell");
    const format = useFormat();
    const asked = useQuery({ queryKey: ["/v1/sessions"], queryFn: sessions });
    const end = (what: Promise<unknown>) =>
        what.then(() => (toast(t("sessions.ended")), queries.invalidateQueries({ queryKey: ["/v1/sessions"] })), toastFault);
    const columns: Column<SessionRow>[] = [
        { id: "device", header: t("sessions.device"), cell: (row) => <>{row.agent} {row.current && <Badge tone="good">{t("sessions.this")}</Badge>}</> },
        { id: "begun", header: t("sessions.begun"), cell: (row) => format.dateTime(row.created_at) },
        { id: "seen", header: t("sessions.seen"), cell: (row) => format.relative(row.seen_at) },
        { id: "end", header: "", cell: (row) => !row.current && (
            <Button size="compact-sm" variant="default" onClick={() => void end(endOneSession(row.id))}>{t("sessions.end")}</Button>
        ) },
    ];
    return (
        <Panel flush title={t("sessions.title")} actions={
            (asked.data?.items.length ?? 0) > 1 && <Button size="compact-sm" variant="default" onClick={() => void end(endOtherSessions())}>{t("sessions.endOthers")}</Button>
        }>
            <DataTable name="sessions" columns={columns} rows={{ ...asked, items: asked.data?.items }} rowKey={(row) => row.id}
                empty={<Empty icon={MonitorSmartphone} title={t("sessions.none")} />} />
        </Panel>
    );
}
