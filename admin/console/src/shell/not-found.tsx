// A path that leads nowhere, or to pages of another audience.
import { Button } from "@mantine/core";
import { Compass } from "lucide-react";
import { Link } from "wouter";
import { useTranslation } from "@/shared/i18n";
import { Empty } from "@/shared/ui/blocks";

export function NotFound() {
    const { t } = useTranslation("shell");
    return (
        <Empty icon={Compass} title={t("missing.title")} action={<Button component={Link} href="/">{t("missing.home")}</Button>}>
            {t("missing.text")}
        </Empty>
    );
}
