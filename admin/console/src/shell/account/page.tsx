// One's own account: who one is, the password, the second factor, where one is signed in.
import { Columns, Stack } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { useTranslation } from "@/shared/i18n";
import { useMe } from "@/shared/session/session";
import { PasswordPanel } from "./password";
import { ProfilePanel } from "./profile";
import { SessionsPanel } from "./sessions";
import { TotpPanel } from "./totp";

export default function AccountPage() {
    const { t } = useTranslation("shell");
    const me = useMe();
    return (
        <>
            <PageHead title={t("nav.account")} lead={me.user ? me.user.email : t("account.byKey")} />
            {me.user && (
                <Stack>
                    <Columns least={380}>
                        <ProfilePanel />
                        <PasswordPanel />
                    </Columns>
                    <TotpPanel />
                    <SessionsPanel />
                </Stack>
            )}
        </>
    );
}
