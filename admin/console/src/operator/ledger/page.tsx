// The books: whether they balance, whether a period agrees, and the days that are closed and signed.
import { Stack } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { useTranslation } from "@/shared/i18n";
import { Days } from "./days";
import { Keys } from "./keys";
import { Reconciliation } from "./reconciliation";
import { Verdict } from "./verdict";

export default function LedgerPage() {
    const { t } = useTranslation("operator");
    return (
        <>
            <PageHead title={t("nav.ledger")} lead={t("ledger.text")} />
            <Stack>
                <Verdict />
                <Reconciliation />
                <Days />
                <Keys />
            </Stack>
        </>
    );
}
