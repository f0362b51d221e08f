// A one-time link, shown once.
import { Button, Group, Text, TextInput } from "@mantine/core";
import { useTranslation } from "@/shared/i18n";
import { CopyButton } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";

export function LinkDialog({ link, onClose }: { link: string; onClose: () => void }) {
    const { t } = useTranslation("shell");
    return (
        <Dialog onClose={onClose} title={t("users.linkTitle")}>
            <Text size="sm" c="dimmed" mb="md">{t("users.linkText")}</Text>
            <TextInput readOnly aria-label={t("users.linkTitle")} value={link} rightSection={<CopyButton value={link} />} onFocus={(event) => event.currentTarget.select()} />
            <Group justify="flex-end" mt="md"><Button onClick={onClose}>{t("shared:action.done")}</Button></Group>
        </Dialog>
    );
}
