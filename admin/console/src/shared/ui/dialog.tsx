import { Modal, type ModalProps } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "@/shared/i18n";

/**
 * A dialog that is there as long as it is rendered. When it goes, by whatever way, the focus is back where it was: Mantine's
 * own return waits for `opened` to change, which a dialog that is taken away never sees.
 */
export function Dialog(props: Omit<ModalProps, "opened">) {
    const { t } = useTranslation();
    const before = useRef(document.activeElement);
    useEffect(() => () => {
        const opener = before.current;
        if (opener instanceof HTMLElement) setTimeout(() => opener.isConnected && opener.focus({ preventScroll: true }));
    }, []);
    return <Modal opened closeButtonProps={{ "aria-label": t("action.close") }} {...props} />;
}
