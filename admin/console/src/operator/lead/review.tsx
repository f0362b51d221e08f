// A lead that waits for a look is let through or refused where it is looked at.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useTranslation } from "@/shared/i18n";
import { act } from "../common/act";
import { ReasonDialog } from "../common/reason-dialog";

const CHANGED = ["/v1/leads", "/v1/admin/reviews", "/v1/floor"];

export function ReviewButtons({ lead }: { lead: string }) {
    const { t } = useTranslation("operator");
    const [asking, ask] = useDisclosure(false);
    const params = { path: { lead } };
    const approve = () => act(ok(api.POST("/v1/admin/reviews/{lead}/approve", { params, headers: intention(), body: {} as never })), t("review.approved"), ...CHANGED);
    const reject = async (reason: string) => {
        await ok(api.POST("/v1/admin/reviews/{lead}/reject", { params, headers: intention(), body: { reason } }));
        await refresh(...CHANGED);
    };
    return (
        <>
            <Button variant="default" onClick={ask.open}>{t("review.reject")}</Button>
            <Button onClick={() => void approve()}>{t("review.approve")}</Button>
            {asking && <ReasonDialog title={t("review.rejectTitle")} text={t("review.rejectText")} action={t("review.reject")} danger submit={reject} onClose={ask.close} />}
        </>
    );
}
