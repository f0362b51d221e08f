// A failure in the reader's language: what happened, what to do, and the server's own sentence beside it.
import { Alert, Button } from "@mantine/core";
import { i18next, useTranslation } from "@/shared/i18n";
import { Offline, Problem, type FieldFault } from "@/shared/api/problem";
import classes from "./ui.module.css";

/** For toasts: one sentence. */
export function faultText(fault: unknown): string {
    const t = i18next.t;
    if (fault instanceof Offline) return t("problem.offline");
    if (!(fault instanceof Problem)) return t("problem.internal");
    const key = `problem.${fault.code}`;
    return i18next.exists(key) ? t(key as "problem.internal") : fault.detail || fault.message;
}

/** The fault's code in the reader's language; the server's English sentence names the bounds. */
export function fieldText(fault: FieldFault): string {
    const key = `field.${fault.code}`;
    const own = i18next.exists(key) ? i18next.t(key as "field.invalid_field") : "";
    return i18next.language === "en" || own === "" ? fault.message || own : fault.message ? `${own} (${fault.message})` : own;
}

/** "/contact/phone: Fill this in." */
export const fieldLine = (fault: FieldFault) => `${fault.pointer}: ${fieldText(fault)}`;

/** A problem in one line, as it stands beside a row of a file. */
export function problemLine({ code, title, detail, errors }: { code: string; title: string; detail?: string; errors?: FieldFault[] }) {
    if (errors && errors.length > 0) return errors.map(fieldLine).join(" ");
    const key = `problem.${code}`;
    return i18next.exists(key) ? i18next.t(key as "problem.internal") : detail || title;
}

export function Fault({ fault, retry }: { fault: unknown; retry?: () => unknown }) {
    const { t } = useTranslation();
    const problem = fault instanceof Problem ? fault : null;
    return (
        <Alert color="red" variant="light" role="alert" title={faultText(fault)}>
            {problem && problem.errors.length > 0 && <ul className={classes.faults}>{problem.errors.map((error) => <li key={error.pointer + error.code}>{fieldLine(error)}</li>)}</ul>}
            {/* the server's own sentence, in English, says what no code can */}
            {problem?.errors.length === 0 && problem.detail && <p style={{ margin: 0 }} lang="en">{problem.detail}</p>}
            {retry && (
                <Button mt="sm" size="xs" variant="default" onClick={() => retry()}>
                    {t("action.retry")}
                </Button>
            )}
        </Alert>
    );
}
