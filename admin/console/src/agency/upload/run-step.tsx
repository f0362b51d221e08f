// The upload under way: how far, what became of the leads, pause and resume, and what was refused as a file.
import { Button, Group, Progress } from "@mantine/core";
import { Download, Pause, Play } from "lucide-react";
import { Link } from "wouter";
import { useNiches } from "@/shared/api/niches";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { csvText, saveFile } from "@/shared/table/csv";
import { Panel, Stack } from "@/shared/ui/blocks";
import { confirm } from "@/shared/ui/confirm";
import { Fault } from "@/shared/ui/fault";
import { LeadState, word } from "@/shared/ui/words";
import type { useUpload } from "./run";
import { loadFailed, type Job } from "./store";
import { NotATable } from "./table";
import classes from "./upload.module.css";

const ORDER = ["sold", "open", "listed", "deferred", "review", "duplicate", "rejected"];

/** The file once more with what was wrong in a last column: corrected, it can be sent again. */
async function saveFailed(job: Job, language: string) {
    const rows = (await loadFailed()).map(({ cells, error }) => [...job.look.header.map((_, i) => cells[i] ?? ""), error]);
    // with the mark by which spreadsheets know UTF-8, and divided as the file was
    const text = "\ufeff" + csvText([...job.look.header, "error"], rows, "machine", language, job.look.delimiter ?? ",");
    saveFile(job.file.name.replace(/\.\w+$/, "") + "-errors.csv", "text/csv;charset=utf-8", text);
}

export function RunStep({ upload, job }: { upload: ReturnType<typeof useUpload>; job: Job }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const niches = useNiches();
    const forget = async () => {
        if (job.finished || (await confirm({ title: t("upload.stopTitle"), body: t("upload.stopText"), action: t("upload.stop"), danger: true }))) await upload.forget();
    };
    const notTaken = job.failed - (job.counts.rejected ?? 0);
    const total = Object.values(job.counts).reduce((sum, n) => sum + n, 0);
    return (
        <Stack>
            <Panel title={job.file.name} actions={<span className="quiet">{niches.title(job.settings.niche)} · {job.settings.source}</span>}>
                <div className={classes.now} role="status" aria-live="polite">
                    <b>{format.number(job.done)}</b>
                    <span>{job.finished ? t("upload.finished") : upload.running ? t("upload.sending") : t("upload.paused")}</span>
                </div>
                <Progress value={100} animated={upload.running} striped={!job.finished} color={job.finished ? "green" : upload.running ? undefined : "gray"} aria-label={t("upload.sending")} />
                <div className={classes.counts}>
                    {Object.entries(job.counts).sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b)).map(([state, n]) => (
                        <div key={state}><b>{format.number(n)}</b><LeadState state={state} /></div>
                    ))}
                    {notTaken > 0 && <div><b className="bad">{format.number(notTaken)}</b><span className="bad">{t("upload.notTaken")}</span></div>}
                </div>
            </Panel>
            {upload.fault !== null && (upload.fault instanceof NotATable ? <Panel>{word("agency:upload.why", upload.fault.code)}</Panel> : <Fault fault={upload.fault} retry={() => void upload.resume()} />)}
            {job.failed > 0 && (
                <Panel title={t("upload.errors")}>
                    <p className="quiet" style={{ marginTop: 0 }}>{t("upload.errorsText")}</p>
                    <Button variant="default" leftSection={<Download size={15} aria-hidden />} onClick={() => void saveFailed(job, format.language)}>{t("upload.errorsSave")}</Button>
                </Panel>
            )}
            <Group>
                {!job.finished && upload.running && <Button variant="default" leftSection={<Pause size={15} aria-hidden />} onClick={upload.pause}>{t("upload.pause")}</Button>}
                {!job.finished && !upload.running && <Button leftSection={<Play size={15} aria-hidden />} onClick={() => void upload.resume()}>{t("upload.resume")}</Button>}
                {!upload.running && <Button variant={job.finished ? "filled" : "default"} onClick={() => void forget()}>{job.finished ? t("upload.another") : t("upload.stop")}</Button>}
                {total > 0 && <Button component={Link} href="/agency/leads" variant="default">{t("upload.toLeads")}</Button>}
            </Group>
        </Stack>
    );
}
