// A session that ended under an open page: the page stays as it is, with all that was typed, and goes on after signing in.
import { Text } from "@mantine/core";
import { useLocation } from "wouter";
import { useTranslation } from "@/shared/i18n";
import { sessionBegan, signOut, useExpired, useSession } from "@/shared/session/session";
import { Dialog } from "@/shared/ui/dialog";
import { toast } from "@/shared/ui/toast";
import { PasswordForm } from "./sign-in/password-form";

export function Expired() {
    const { t } = useTranslation("shell");
    const expired = useExpired();
    const session = useSession();
    const [path] = useLocation();
    const done = async () => {
        await sessionBegan();
        toast(t("expired.done"));
    };
    if (!expired || path === "/sign-in") return null;
    return (
        <Dialog onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t("expired.title")}>
            <Text size="sm" c="dimmed" mb="md">{t("expired.text")}</Text>
            <PasswordForm email={session.data?.user?.email ?? ""} onDone={done} />
            <Text size="sm" mt="md" ta="center">
                <a href="/console/sign-in" onClick={(event) => (event.preventDefault(), void signOut())}>{t("expired.leave")}</a>
            </Text>
        </Dialog>
    );
}
