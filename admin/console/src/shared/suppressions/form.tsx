// People who must not be sold, to one buyer or to anybody: a file or pasted lines, read in the browser, sent as the API takes them. Never shown again.
import { Alert, Button, FileInput, Group, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, ok } from "@/shared/api/client";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { LINES_MAX, readPeople, type People } from "./read";

type Taken = { read: number; added: number; invalid: { line: number; code: string }[] };
const FILE_MAX = 16 * 1048576;

interface Props {
    title: string;
    /** From whom the list keeps people. */
    text: string;
    how: string;
}

export function SuppressionsForm({ title, text: lead, how }: Props) {
    const { t } = useTranslation();
    const mayWrite = useMayWrite();
    const [text, setText] = useState("");
    const [people, setPeople] = useState<People | null>(null);
    const [refused, setRefused] = useState("");
    const [busy, setBusy] = useState(false);
    const [fault, setFault] = useState<unknown>(null);
    const [taken, setTaken] = useState<Taken | null>(null);
    const look = (content: string) => {
        const found = readPeople(content);
        setRefused(found.count > LINES_MAX ? t("suppress.many", { most: LINES_MAX }) : content.trim() !== "" && found.count === 0 ? t("suppress.nobody") : "");
        setPeople(found);
        setTaken(null);
    };
    const open = async (file: File | null) => {
        if (!file) return;
        if (file.size > FILE_MAX) return setRefused(t("suppress.large"));
        const content = await file.text();
        if (content.includes("\u0000") || content.includes("\ufffd")) return setRefused(t("suppress.encoding"));
        setText("");
        return look(content);
    };
    const send = async () => {
        setBusy(true);
        setFault(null);
        try {
            const answer = await ok(api.POST("/v1/suppressions", { body: people!.lines, bodySerializer: (body: string) => body, headers: { "Content-Type": "application/x-ndjson" } }));
            setTaken({ ...answer, invalid: answer.invalid.map((one) => ({ ...one, line: people!.at[one.line - 1] ?? one.line })) });
            setText("");
            setPeople(null);
        } catch (thrown) {
            setFault(thrown);
        } finally {
            setBusy(false);
        }
    };
    return (
        <>
            <PageHead title={title} lead={lead} />
            <Split>
                <Stack>
                    {taken && <Result taken={taken} />}
                    <Panel title={t("suppress.add")}>
                        <Stack>
                            <FileInput label={t("suppress.file")} description={t("suppress.fileText")} placeholder={t("evidence.choose")} accept=".csv,.txt,.ndjson,text/plain,text/csv" disabled={!mayWrite || busy} value={null} onChange={(file) => void open(file)} />
                            <Textarea label={t("suppress.paste")} description={t("suppress.pasteText")} autosize minRows={5} maxRows={14} disabled={!mayWrite || busy} value={text}
                                onChange={(event) => { setText(event.currentTarget.value); look(event.currentTarget.value); }} />
                            {refused && <Alert color="red" variant="light" role="alert">{refused}</Alert>}
                            {people && people.count > 0 && !refused && <Found people={people} />}
                            {fault !== null && <Fault fault={fault} retry={send} />}
                            <Group justify="flex-end"><Button loading={busy} disabled={!mayWrite || !people || people.count === 0 || refused !== ""} onClick={() => void send()}>{t("suppress.send", { count: people?.count ?? 0 })}</Button></Group>
                        </Stack>
                    </Panel>
                </Stack>
                <Panel title={t("suppress.howTitle")}><p className="quiet" style={{ margin: 0, fontSize: "0.875rem" }}>{how}</p></Panel>
            </Split>
        </>
    );
}

function Found({ people }: { people: People }) {
    const { t } = useTranslation();
    const format = useFormat();
    return <Facts items={[[t("suppress.phones"), format.number(people.phones)], [t("suppress.emails"), format.number(people.emails)], [t("suppress.skipped"), people.skipped > 0 && format.number(people.skipped)]]} />;
}

function Result({ taken }: { taken: Taken }) {
    const { t } = useTranslation();
    const format = useFormat();
    return (
        <Alert color={taken.invalid.length > 0 ? "yellow" : "green"} variant="light" role="status" title={t("suppress.done", { count: taken.added })} styles={{ title: { color: taken.invalid.length > 0 ? "var(--lx-warn)" : "var(--lx-good)" } }}>
            {t("suppress.read", { read: format.number(taken.read), known: format.number(taken.read - taken.added - taken.invalid.length) })}
            {taken.invalid.length > 0 && <p style={{ margin: "6px 0 0" }}>{t("suppress.invalid", { lines: format.list(taken.invalid.slice(0, 10).map((one) => String(one.line))) })}</p>}
        </Alert>
    );
}
