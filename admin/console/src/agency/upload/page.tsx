// A file of leads: dropped, its columns named, tried, sent; what was refused comes back as a file to correct.
import { useCallback, useState } from "react";
import { useNiches } from "@/shared/api/niches";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Panel } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { DropStep } from "./drop-step";
import { MapStep } from "./map-step";
import { RunStep } from "./run-step";
import { useUpload } from "./run";
import type { Look } from "./table-talk";

export interface Opened {
    file: File;
    look: Look;
}

export default function UploadPage() {
    const { t } = useTranslation("agency");
    const niches = useNiches();
    const mayWrite = useMayWrite();
    const nicheOf = useCallback((name: string) => niches.items.find((niche) => niche.name === name), [niches.items]);
    const upload = useUpload(nicheOf);
    const [opened, setOpened] = useState<Opened | null>(null);
    const ready = upload.job !== undefined && !niches.isPending;
    return (
        <>
            <PageHead title={t("nav.upload")} lead={t("upload.text")} />
            {!ready && <div aria-busy style={{ minHeight: 240 }} />}
            {!mayWrite && <Panel><p style={{ margin: 0 }}>{t("shared:problem.forbidden")}</p></Panel>}
            {ready && mayWrite && (upload.job ? <RunStep upload={upload} job={upload.job} /> : opened ? (
                <MapStep opened={opened} niches={niches.items} onLook={setOpened} onBack={() => setOpened(null)} onStart={(job) => (setOpened(null), upload.start(job))} />
            ) : <DropStep onOpened={setOpened} />)}
        </>
    );
}
