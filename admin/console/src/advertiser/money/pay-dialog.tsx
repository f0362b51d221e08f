// How an open top-up is paid: the reference to write on the transfer, the amount, where it goes, until when.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Facts } from "@/shared/ui/blocks";
import { CopyButton } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";
import { TransferReference } from "@/shared/ui/top-up";
import type { TopUp } from "./top-ups";

export function PayDialog({ topUp, onClose }: { topUp: TopUp; onClose: () => void }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    return (
        <Dialog onClose={onClose} title={t("money.payTitle", { amount: format.money(topUp.amount, { digits: 2 }) })}>
            <Stack gap="md">
                <Text size="sm" c="dimmed">{t("money.payText")}</Text>
                <div>
                    <Text size="sm" fw={600}>{t("money.writeReference")}</Text>
                    <span style={{ fontSize: "1.375rem" }}><TransferReference reference={topUp.reference} copy /></span>
                </div>
                <div>
                    <Group gap={4}>
                        <Text size="sm" fw={600}>{t("money.payTo")}</Text>
                        {topUp.pay_to && <CopyButton value={topUp.pay_to} />}
                    </Group>
                    <div style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>{topUp.pay_to ?? t("money.payToUnknown")}</div>
                </div>
                {topUp.expires_at && <Facts items={[[t("money.payUntil"), format.dateTime(topUp.expires_at)]]} />}
                <Group justify="flex-end"><Button data-autofocus onClick={onClose}>{t("shared:action.done")}</Button></Group>
            </Stack>
        </Dialog>
    );
}
