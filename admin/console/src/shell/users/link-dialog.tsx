// A one-time link, shown once.
import { Button, Group, Modal, Text, TextInput } from "@mantine/core";
import { useTranslation } from "@/shared/i18n";
import { CopyButton } from "@/shared/ui/copy";

export function LinkDialog({ link, onClose }: { link: string; onClose: () => void }) {
    const { t } = useTranslation("shell");
    return (
        <Modal opened onClose={onClose} title={t("users.linkTitle")} closeButtonProps={{ "aria-label": t("nav.close") }}>
            <Text size="sm" c="dimmed" mb="md">{t("users.linkText")}</Text>
            <TextInput readOnly aria-label={t("users.linkTitle")} value={link} rightSection={<CopyButton value={link} />} onFocus={(event) => event.currentTarget.select()} />
            <Group justify="flex-end" mt="md"><Button onClick={onClose}>{t("shared:action.done")}</Button></Group>
        </Modal>
    );
}
