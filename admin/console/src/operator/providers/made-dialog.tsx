// A provider's secret is in the answer that made it and nowhere else, so the dialog that shows it stays until it is closed.
import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "@/shared/i18n";
import { CopyButton } from "@/shared/ui/copy";
import { Dialog } from "@/shared/ui/dialog";
import { hookOf } from "./hook";

export interface Made {
    name: string;
    path: string;
    /** Not in an answer that is given again: whoever lost it makes another. */
    secret?: string;
}

export function MadeDialog({ title, made, onClose }: { title: string; made: Made; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const shown = (label: string, value: string) => (
        <TextInput readOnly label={label} value={value} rightSection={<CopyButton value={value} />} onFocus={(event) => event.currentTarget.select()} />
    );
    return (
        <Dialog onClose={onClose} title={title} closeOnClickOutside={false} closeOnEscape={false}>
            <Stack gap="md">
                <Alert color="yellow" variant="light">{made.secret ? t("provider.secretText") : t("provider.secretLost")}</Alert>
                {made.secret && shown(t("provider.secret"), made.secret)}
                {shown(t("provider.hook"), hookOf(made.path))}
                <Group justify="flex-end"><Button onClick={onClose}>{t("shared:action.done")}</Button></Group>
            </Stack>
        </Dialog>
    );
}
