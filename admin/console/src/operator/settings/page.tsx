// Every setting of the server: what it takes, its default, whether a restart is needed. The sentences are the server's own.
import settings from "@generated/settings.json";
import { TextInput } from "@mantine/core";
import { Search, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "@/shared/i18n";
import { DataTable, type Column } from "@/shared/table/data-table";
import { Empty, Panel } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";

type Setting = (typeof settings)[number];

export default function SettingsPage() {
    const { t } = useTranslation("operator");
    const [word, setWord] = useState("");
    const found = useMemo(() => {
        const wanted = word.trim().toLowerCase();
        return settings.filter(({ name, text }) => name.includes(wanted.replaceAll(" ", "_")) || text.toLowerCase().includes(wanted));
    }, [word]);
    const columns: Column<Setting>[] = [
        { id: "name", header: t("setting.name"), cell: (row) => <code>{row.name}</code>, csv: (row) => row.name, sort: (row) => row.name },
        { id: "text", header: t("setting.what"), cell: (row) => <span lang="en">{row.text}</span>, csv: (row) => row.text },
        { id: "values", header: t("setting.values"), cell: (row) => <span className="quiet" lang="en">{row.values}</span>, csv: (row) => row.values },
        { id: "default", header: t("setting.standard"), cell: (row) => (row.standard ? <code>{row.standard}</code> : "–"), csv: (row) => row.standard },
        { id: "reload", header: t("setting.taken"), cell: (row) => t(row.reload ? "setting.reload" : "setting.restart"), csv: (row) => (row.reload ? "reload" : "restart"), sort: (row) => (row.reload ? 0 : 1) },
    ];
    return (
        <>
            <PageHead title={t("nav.settings")} lead={t("setting.text")} />
            <TextInput size="xs" mb="md" maw={320} leftSection={<Search size={14} aria-hidden />} aria-label={t("setting.find")} placeholder={t("setting.find")} value={word} onChange={(event) => setWord(event.currentTarget.value)} />
            <Panel flush>
                <DataTable name="settings" columns={columns} rows={{ items: found, isPending: false, error: null, refetch: () => undefined }} rowKey={(row) => row.name}
                    empty={<Empty icon={SearchX} title={t("shared:filter.none")} />} />
            </Panel>
        </>
    );
}
