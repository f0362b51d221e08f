// The keys that work on this page.
import { Modal } from "@mantine/core";
import { useTranslation } from "@/shared/i18n";
import { Key } from "@/shared/ui/blocks";
import { useListedShortcuts } from "@/shared/ui/shortcuts";
import classes from "../shell.module.css";

const shown = (keys: string) => keys.replace("mod+", navigator.platform.startsWith("Mac") ? "⌘ " : "Ctrl ").replace(/ (\w)$/, (_, letter: string) => ` ${letter.toUpperCase()}`);

export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
    const { t } = useTranslation("shell");
    const listed = useListedShortcuts();
    return (
        <Modal opened={opened} onClose={onClose} title={t("keys.title")} closeButtonProps={{ "aria-label": t("nav.close") }}>
            <dl className={classes.keys}>
                {listed.map(({ keys, label }) => (
                    <div key={keys} style={{ display: "contents" }}>
                        <dt><Key>{shown(keys)}</Key></dt>
                        <dd>{label}</dd>
                    </div>
                ))}
                <div style={{ display: "contents" }}>
                    <dt><Key>↑</Key> <Key>↓</Key> <Key>Enter</Key></dt>
                    <dd>{t("keys.table")}</dd>
                </div>
                <div style={{ display: "contents" }}>
                    <dt><Key>Esc</Key></dt>
                    <dd>{t("keys.close")}</dd>
                </div>
            </dl>
        </Modal>
    );
}
