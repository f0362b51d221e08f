// A failure in the reader's language: what happened, what to do, and the server's own sentence beside it.
import { Alert, Button } from "@mantine/core";
import { i18next, useTranslation } from "@/shared/i18n";
import { Offline, Problem } from "@/shared/api/problem";

/** For toasts: one sentence. */
export function faultText(fault: unknown): string {
    const t = i18next.t;
    if (fault instanceof Offline) return t("problem.offline");
    if (!(fault instanceof Problem)) return t("problem.internal");
    const key = `problem.${fault.code}`;
    return i18next.exists(key) ? t(key as "problem.internal") : fault.detail || fault.message;
}

/** The server speaks English: its sentence names the details, ours says what to do. */
function serverSentence(fault: unknown) {
    return fault instanceof Problem ? fault.detail || fault.errors.map((error) => `${error.pointer}: ${error.message}`).join(" ") : "";
}

export function Fault({ fault, retry }: { fault: unknown; retry?: () => unknown }) {
    const { t } = useTranslation();
    const detail = serverSentence(fault);
    return (
        <Alert color="red" variant="light" role="alert" title={faultText(fault)}>
            {detail && <p style={{ margin: 0 }} lang="en">{detail}</p>}
            {retry && (
                <Button mt="sm" size="xs" variant="default" onClick={() => retry()}>
                    {t("action.retry")}
                </Button>
            )}
        </Alert>
    );
}
