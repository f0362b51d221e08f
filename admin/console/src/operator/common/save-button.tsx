// A file that the server makes: fetched, then saved, so that a refusal is said here and not saved in the file's place.
import { Button } from "@mantine/core";
import { Download } from "lucide-react";
import { useState } from "react";
import { saveFile } from "@/shared/table/csv";
import { toastFault } from "@/shared/ui/toast";

interface Props {
    label: string;
    /** Of the file. */
    name: string;
    read: () => Promise<unknown>;
    onFault?: (fault: unknown) => void;
}

export function SaveButton({ label, name, read, onFault = toastFault }: Props) {
    const [busy, setBusy] = useState(false);
    const save = async () => {
        setBusy(true);
        try {
            saveFile(name, "", (await read()) as BlobPart);
        } catch (fault) {
            onFault(fault);
        } finally {
            setBusy(false);
        }
    };
    return <Button size="compact-sm" variant="default" loading={busy} leftSection={<Download size={14} aria-hidden />} onClick={() => void save()}>{label}</Button>;
}
