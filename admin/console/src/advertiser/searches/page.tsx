// Saved searches: what they found last, whether they tell, and where they lead.
import { Button, Group, Switch } from "@mantine/core";
import { BookmarkPlus, Trash2 } from "lucide-react";
import { Link } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, usePages } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { useLive } from "@/shared/stream/use-live";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Badge, Empty, Panel } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { PageHead } from "@/shared/ui/page-head";
import { toast, toastFault } from "@/shared/ui/toast";
import { conditionText, fieldName, type Condition } from "@/shared/filter/words";
import { searchHref, type Search } from "../market/terms";

export default function SearchesPage() {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const rows = usePages("/v1/market/searches");
    useLive(["search"], "/v1/market/searches");
    const params = (search: Search) => ({ params: { path: { search: search.id } }, headers: intention() });
    const notify = (search: Search, on: boolean) => ok(api.POST("/v1/market/searches/{search}", { ...params(search), body: { notify: on } })).then(() => refresh("/v1/market/searches"), toastFault);
    const remove = async (search: Search) => {
        if (await confirm({ title: t("search.removeTitle", { name: search.name }), body: t("search.removeText"), action: t("shared:action.remove"), danger: true }))
            await ok(api.POST("/v1/market/searches/{search}/delete", { ...params(search), body: {} as never })).then(() => (toast(t("search.removed")), refresh("/v1/market/searches")), toastFault);
    };
    const what = (search: Search) => {
        const conditions = Object.entries((search.filter ?? {}) as Record<string, Condition>).map(([field, condition]) => `${fieldName(field)}: ${conditionText(field, condition, format)}`);
        if (search.max_price) conditions.push(t("shared:condition.upTo", { value: format.money(search.max_price) }));
        return conditions.join(" · ") || t("search.everything");
    };
    const columns: Column<Search>[] = [
        { id: "name", header: t("order.name"), cell: (row) => row.name, csv: (row) => row.name, sort: (row) => row.name ?? "" },
        { id: "niche", header: t("order.niche"), cell: (row) => niches.title(row.niche ?? ""), csv: (row) => row.niche, sort: (row) => row.niche ?? "" },
        { id: "filter", header: t("order.whom"), cell: (row) => <>{!row.readable && <Badge tone="warn">{t("search.unreadable")}</Badge>} <span className="quiet">{what(row)}</span></>, csv: what },
        { id: "last", header: t("search.last"), cell: (row) => (row.last ? <span title={format.exact(row.last.at)}>{t("search.found", { count: row.last.n })}, {format.relative(row.last.at)}</span> : "–"), csv: (row) => row.last?.n },
        { id: "notify", header: t("search.tells"), cell: (row) => <Switch size="sm" aria-label={t("search.tellsOf", { name: row.name })} disabled={!mayWrite} checked={row.notify ?? false} onChange={(event) => void notify(row, event.currentTarget.checked)} /> },
        { id: "remove", header: "", cell: (row) => mayWrite && <Group justify="flex-end"><Button size="compact-sm" variant="default" leftSection={<Trash2 size={13} aria-hidden />} onClick={() => void remove(row)}>{t("shared:action.remove")}</Button></Group> },
    ];
    return (
        <>
            <PageHead title={t("nav.searches")} lead={t("search.text")} actions={<Button component={Link} href="/advertiser/market" variant="default">{t("nav.market")}</Button>} />
            <Panel flush>
                <DataTable name="searches" columns={columns} rows={rows} rowKey={(row) => row.id} href={searchHref}
                    empty={<Empty icon={BookmarkPlus} title={t("search.none")} action={<Button component={Link} href="/advertiser/market">{t("nav.market")}</Button>}>{t("search.noneText")}</Empty>} />
            </Panel>
        </>
    );
}
