// Choosing the file. What is no table, or too large, is refused before anything else is asked.
import { Alert, Button, Loader } from "@mantine/core";
import { FileUp } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { useTranslation } from "@/shared/i18n";
import { word } from "@/shared/ui/words";
import type { Opened } from "./page";
import { NotATable, Table } from "./table";
import classes from "./upload.module.css";

const ACCEPTED = ".csv,.tsv,.txt,.xlsx,text/csv";

export function DropStep({ onOpened }: { onOpened: (opened: Opened) => void }) {
    const { t } = useTranslation("agency");
    const [over, setOver] = useState(false);
    const [busy, setBusy] = useState(false);
    const [refused, setRefused] = useState<{ name: string; code: string } | null>(null);
    const input = useRef<HTMLInputElement>(null);

    const take = async (file: File | undefined) => {
        if (!file || busy) return;
        setBusy(true);
        setRefused(null);
        const table = new Table(file);
        try {
            onOpened({ file, look: await table.look() });
        } catch (fault) {
            setRefused({ name: file.name, code: fault instanceof NotATable ? fault.code : "read" });
        } finally {
            table.close();
            setBusy(false);
        }
    };
    const drop = (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer.files[0]);
    };
    return (
        <div className={`${classes.drop} ${over ? classes.over : ""}`} onDragOver={(event) => (event.preventDefault(), setOver(true))} onDragLeave={() => setOver(false)} onDrop={drop}>
            {refused && <Alert color="red" variant="light" role="alert" title={t("upload.refused", { name: refused.name })} w="100%" maw={560}>{word("agency:upload.why", refused.code)}</Alert>}
            <div className={classes.icon}>{busy ? <Loader size={24} /> : <FileUp size={28} strokeWidth={1.6} aria-hidden />}</div>
            <h2 className={classes.dropTitle}>{t("upload.drop")}</h2>
            <p className="quiet" style={{ margin: 0, maxWidth: 520 }}>{t("upload.dropText")}</p>
            <input ref={input} type="file" accept={ACCEPTED} hidden data-file onChange={(event) => (void take(event.currentTarget.files?.[0]), (event.currentTarget.value = ""))} />
            <Button size="md" disabled={busy} onClick={() => input.current?.click()}>{t("upload.choose")}</Button>
            <p className="quiet" style={{ margin: 0, fontSize: "0.8125rem" }}>{t("upload.limits")}</p>
        </div>
    );
}
