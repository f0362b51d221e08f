import { Modal, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "@/shared/i18n";
import { rememberFocus } from "./focus";

/**
 * A dialog that is there as long as it is rendered. When it goes, by whatever way, the focus is back where it was: Mantine's
 * own return waits for `opened` to change, which a dialog that is taken away never sees, and knows no menu that closed.
 */
export function Dialog(props: Omit<ModalProps, "opened">) {
    const { t } = useTranslation();
    const [giveBack] = useState(rememberFocus);
    useEffect(() => giveBack, [giveBack]);
    return <Modal opened returnFocus={false} closeButtonProps={{ "aria-label": t("action.close") }} {...props} />;
}
