// What each column is. Guessed from its name; the first rows are tried on the server before anything is sold.
import { Alert, Button, Group, Select, Stack as Gap, TextInput, Textarea } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { api, ok } from "@/shared/api/client";
import type { Niche } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Badge, Panel, Stack } from "@/shared/ui/blocks";
import { Fault, problemLine } from "@/shared/ui/fault";
import { word } from "@/shared/ui/words";
import { guess, missing, TARGETS, toLead, type Settings } from "./mapping";
import type { Opened } from "./page";
import type { Job } from "./store";
import { Table } from "./table";
import classes from "./upload.module.css";

const ENCODINGS = ["utf-8", "windows-1251", "windows-1252", "utf-16le", "utf-16be"];
const REMEMBERED = "leadx.upload", CHECKED = 20;

interface Props {
    opened: Opened;
    niches: Niche[];
    onLook: (opened: Opened) => void;
    onBack: () => void;
    onStart: (job: Job) => unknown;
}

/** Niche, source and consent of the last file; the columns only if they are the same. */
function remembered(header: string[], niches: Niche[]): Settings {
    const last = JSON.parse(localStorage.getItem(REMEMBERED) ?? "null") as { settings: Settings; header: string } | null;
    const niche = niches.find((one) => one.name === last?.settings.niche) ?? (niches.length === 1 ? niches[0] : undefined);
    const columns = last && last.header === header.join("\n") ? last.settings.columns : guess(header, niche);
    return { source: "upload", consentText: "", consentAt: "", ...last?.settings, niche: niche?.name ?? "", columns };
}

export function MapStep({ opened, niches, onLook, onBack, onStart }: Props) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const { file, look } = opened;
    const [settings, setSettings] = useState(() => remembered(look.header, niches));
    const niche = niches.find((one) => one.name === settings.niche);
    const set = (change: Partial<Settings>) => setSettings((before) => ({ ...before, ...change }));
    useEffect(() => setSettings((before) => (before.columns.length === look.header.length ? before : { ...before, columns: guess(look.header, niche) })), [look, niche]);

    const wrong = missing(settings, niche);
    const reread = async (how: { encoding?: string; delimiter?: string }) => {
        const table = new Table(file);
        await table.look({ encoding: look.encoding ?? undefined, delimiter: look.delimiter ?? undefined, ...how }).then((next) => onLook({ file, look: next })).finally(() => table.close());
    };
    const start = () => {
        localStorage.setItem(REMEMBERED, JSON.stringify({ settings, header: look.header.join("\n") }));
        onStart({ id: crypto.randomUUID(), file, look: { encoding: look.encoding, delimiter: look.delimiter, header: look.header }, settings, done: 0, counts: {}, failed: 0, finished: false });
    };
    const chooseNiche = (name: string | null) => set({ niche: name ?? "", columns: guess(look.header, niches.find((one) => one.name === name)) });

    return (
        <Stack>
            <Panel title={file.name} actions={<span className="quiet">{format.bytes(file.size)}</span>}>
                <div className={classes.fields}>
                    <Select label={t("lead.niche")} required searchable allowDeselect={false} data={niches.filter((one) => one.state === "active").map((one) => ({ value: one.name, label: one.title }))} value={settings.niche || null} onChange={chooseNiche} />
                    <TextInput label={t("upload.source")} description={t("upload.sourceText")} required maxLength={100} value={settings.source} onChange={(event) => set({ source: event.currentTarget.value })} />
                    {look.encoding && <Select label={t("upload.encoding")} description={t("upload.encodingText")} allowDeselect={false} data={ENCODINGS} value={look.encoding} onChange={(encoding) => void reread({ encoding: encoding! })} />}
                    {look.delimiter && (
                        <Select label={t("upload.delimiter")} allowDeselect={false} value={look.delimiter} onChange={(delimiter) => void reread({ delimiter: delimiter! })}
                            data={[{ value: ",", label: "," }, { value: ";", label: ";" }, { value: "\t", label: t("upload.tab") }, { value: "|", label: "|" }]} />
                    )}
                </div>
                {!settings.columns.includes("consent_text") && (
                    <Group mt="md" align="flex-start" grow preventGrowOverflow={false}>
                        <Textarea label={t("upload.consentText")} description={t("upload.consentTextWhy")} autosize minRows={1} required value={settings.consentText} onChange={(event) => set({ consentText: event.currentTarget.value })} />
                        {!settings.columns.includes("consent_given_at") && (
                            <TextInput label={t("upload.consentAt")} description={t("upload.consentAtWhy")} type="datetime-local" required value={settings.consentAt} onChange={(event) => set({ consentAt: event.currentTarget.value })} />
                        )}
                    </Group>
                )}
            </Panel>
            <Panel flush title={t("upload.columns")}>
                <ColumnTable opened={opened} niche={niche} columns={settings.columns} onChange={(columns) => set({ columns })} />
            </Panel>
            {wrong.length > 0 && (
                <Alert color="yellow" variant="light" title={t("upload.missing")}>
                    <ul style={{ margin: 0, paddingLeft: 18 }}>{wrong.map((what) => <li key={what}>{t(`upload.lack.${what}`)}{what === "required" && niche && `: ${lacking(settings, niche).join(", ")}`}</li>)}</ul>
                </Alert>
            )}
            <Check opened={opened} settings={settings} niche={niche} ready={wrong.length === 0} />
            <div className={classes.foot}>
                <Button variant="default" onClick={onBack}>{t("upload.other")}</Button>
                <Button size="md" disabled={wrong.length > 0} onClick={start}>{t("upload.start")}</Button>
            </div>
        </Stack>
    );
}

const lacking = (settings: Settings, niche: Niche) => niche.fields.filter((field) => field.required && !settings.columns.includes(`attr:${field.name}`)).map((field) => field.name);

function ColumnTable({ opened: { look }, niche, columns, onChange }: { opened: Opened; niche: Niche | undefined; columns: string[]; onChange: (columns: string[]) => void }) {
    const { t } = useTranslation("agency");
    const options = useMemo(() => [
        { group: t("upload.groupLead"), items: TARGETS.map((value) => ({ value: value as string, label: word("agency:upload.target", value) })) },
        ...(niche ? [{ group: niche.title, items: niche.fields.map((field) => ({ value: `attr:${field.name}`, label: field.name + (field.required ? " *" : "") })) }] : []),
    ], [niche, t]);
    return (
        <table className={classes.columns}>
            <thead><tr><th scope="col">{t("upload.column")}</th><th scope="col">{t("upload.sample")}</th><th scope="col">{t("upload.means")}</th></tr></thead>
            <tbody>
                {look.header.map((name, i) => (
                    <tr key={i}>
                        <td><b style={{ fontWeight: 550 }}>{name || `#${i + 1}`}</b></td>
                        <td className={classes.sample}>{look.preview.slice(0, 3).map((row) => row[i]).filter(Boolean).join(" · ") || "–"}</td>
                        <td>
                            <Select size="xs" aria-label={t("upload.meansOf", { name })} placeholder={t("upload.ignored")} clearable searchable data={options} value={columns[i] || null}
                                clearButtonProps={{ "aria-label": t("upload.ignored") }} onChange={(value) => onChange(columns.map((one, n) => (n === i ? value ?? "" : one)))} />
                        </td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

interface Tried {
    index: number;
    status: number;
    lead?: { status: string; code: string | null };
    problem?: Parameters<typeof problemLine>[0];
}

/** The first rows, read by the server as a post would be; nothing is stored or sold. */
function Check({ opened, settings, niche, ready }: { opened: Opened; settings: Settings; niche: Niche | undefined; ready: boolean }) {
    const { t } = useTranslation("agency");
    const [busy, setBusy] = useState(false);
    const [results, setResults] = useState<Tried[] | null>(null);
    const [fault, setFault] = useState<unknown>(null);
    const check = async () => {
        setBusy(true);
        setFault(null);
        const leads = opened.look.preview.slice(0, CHECKED).map((cells) => toLead(cells, settings, niche!));
        await ok(api.POST("/v1/leads/batch", { params: { query: { check: true } }, body: leads as never })).then((answer) => setResults(answer.results as Tried[]), setFault);
        setBusy(false);
    };
    const bad = results?.filter((result) => result.problem || result.lead?.status === "rejected") ?? [];
    return (
        <Panel title={t("upload.check")} actions={<Button size="compact-sm" variant="default" loading={busy} disabled={!ready} onClick={() => void check()}>{t("upload.checkDo")}</Button>}>
            <Gap gap="sm">
                {results === null && <p className="quiet" style={{ margin: 0 }}>{t("upload.checkText")}</p>}
                {fault !== null && <Fault fault={fault} />}
                {results && <p style={{ margin: 0 }} role="status"><Badge tone={bad.length ? "warn" : "good"}>{t("upload.checked", { count: results.length - bad.length, of: results.length })}</Badge></p>}
                {bad.length > 0 && (
                    <ul className={classes.checks}>
                        {bad.slice(0, 8).map((result) => (
                            <li key={result.index}>
                                <span className="quiet">{t("upload.row", { row: result.index + 2 })}</span>
                                <span>{result.problem ? problemLine(result.problem) : word("lead.code", result.lead?.code)}</span>
                            </li>
                        ))}
                    </ul>
                )}
            </Gap>
        </Panel>
    );
}
