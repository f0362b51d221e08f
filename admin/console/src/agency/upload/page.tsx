// Files of leads.
import { Upload } from "lucide-react";
import { useTranslation } from "@/shared/i18n";
import { Empty, Panel } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";

export default function UploadPage() {
    const { t } = useTranslation("agency");
    return (
        <>
            <PageHead title={t("nav.upload")} />
            <Panel><Empty icon={Upload} title="leadx import FILE" /></Panel>
        </>
    );
}
