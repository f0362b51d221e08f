// Over every page while the server cannot be reached; it goes by itself.
import { CloudOff } from "lucide-react";
import { useLost } from "@/shared/api/connection";
import { useTranslation } from "@/shared/i18n";
import classes from "./shell.module.css";

export function LostBanner() {
    const { t } = useTranslation("shell");
    return (
        <div role="status" aria-live="assertive">
            {useLost() && (
                <div className={classes.lost}>
                    <CloudOff size={16} aria-hidden />
                    {t("lost")}
                </div>
            )}
        </div>
    );
}
