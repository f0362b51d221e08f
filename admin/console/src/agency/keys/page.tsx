// Keys for the agency's own programs: they post leads and read what became of them.
import { useTranslation } from "@/shared/i18n";
import { KeysPage, type Scope } from "@/shared/keys/keys";

const SCOPES: Scope[] = ["leads:write", "leads:read", "disputes:write", "money:read", "money:write"];

export default function AgencyKeys() {
    const { t } = useTranslation("agency");
    return <KeysPage title={t("nav.keys")} scopes={SCOPES} />;
}
