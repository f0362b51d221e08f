// Keys of the buyer's own programs.
import { KeysPage, type Scope } from "@/shared/keys/keys";
import { useTranslation } from "@/shared/i18n";

const SCOPES: Scope[] = ["orders:write", "orders:read", "sales:read", "outcomes:write", "disputes:write", "suppressions:write", "money:read", "money:write"];

export default function AdvertiserKeys() {
    const { t } = useTranslation("advertiser");
    return <KeysPage title={t("nav.keys")} scopes={SCOPES} />;
}
