// Endpoints of the company: where the exchange sends, and how that goes.
import { Button } from "@mantine/core";
import { Plus, Webhook } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { components } from "@generated/api";
import { usePages, type Item } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { word } from "@/shared/ui/words";
import { EndpointDialog } from "./dialog";

export type Endpoint = Item<"/v1/endpoints">;
export type EndpointEvent = components["schemas"]["EndpointEvent"];

/** How it goes, in one word: off, failing, or well. */
export function EndpointHealth({ endpoint }: { endpoint: Endpoint }) {
    const { t } = useTranslation();
    if (endpoint.state === "disabled") return <Badge tone="bad">{endpoint.reason ? word("endpoint.reason", endpoint.reason) : t("endpoint.off")}</Badge>;
    if (endpoint.circuit.state !== "closed") return <Badge tone="bad">{t("endpoint.failing")}</Badge>;
    return endpoint.circuit.failures > 0 ? <Badge tone="warn">{t("endpoint.trouble")}</Badge> : <Badge tone="good">{t("endpoint.well")}</Badge>;
}

/** base: where one endpoint's page is, "/agency/webhooks". events: what the audience may hear. */
export function EndpointList({ base, events, emptyText, leads }: { base: string; events: EndpointEvent[]; emptyText: ReactNode; leads: boolean }) {
    const { t } = useTranslation();
    const format = useFormat();
    const mayWrite = useMayWrite();
    const [making, setMaking] = useState(false);
    const rows = usePages("/v1/endpoints");
    const columns: Column<Endpoint>[] = [
        { id: "name", header: t("endpoint.name"), cell: (row) => row.name, csv: (row) => row.name },
        { id: "kind", header: t("endpoint.kind"), cell: (row) => word("endpoint.kinds", row.kind), csv: (row) => row.kind },
        { id: "to", header: t("endpoint.to"), cell: (row) => row.url ?? row.email, csv: (row) => row.url ?? row.email },
        { id: "state", header: t("endpoint.health"), cell: (row) => <EndpointHealth endpoint={row} />, csv: (row) => row.state },
        { id: "waiting", header: t("endpoint.waiting"), num: true, cell: (row) => format.number(row.waiting), csv: (row) => row.waiting },
        { id: "updated_at", header: t("endpoint.changed"), num: true, cell: (row) => format.date(row.updated_at), csv: (row) => row.updated_at },
    ];
    const make = mayWrite && <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>{t("endpoint.add")}</Button>;
    return (
        <>
            <Panel flush title={t("endpoint.title")} actions={make}>
                <DataTable name="endpoints" columns={columns} rows={rows} rowKey={(row) => row.id} href={(row) => `${base}/${row.id}`}
                    empty={<Empty icon={Webhook} title={t("endpoint.none")} action={make}>{emptyText}</Empty>} />
            </Panel>
            {making && <EndpointDialog events={events} leads={leads} onClose={() => setMaking(false)} />}
        </>
    );
}
