// What may be done about a colleague, or by the operator about anybody. Disabling can be taken back; removing cannot.
import { ActionIcon, Menu } from "@mantine/core";
import { Ellipsis } from "lucide-react";
import { refresh } from "@/shared/api/hooks";
import { useTranslation } from "@/shared/i18n";
import { changeUser, newLink, removeUser, resetUser, type UserRole, type UserRow } from "@/shared/session/calls";
import { confirm } from "@/shared/ui/confirm";
import { toast, toastFault } from "@/shared/ui/toast";
import { rolesOf } from "./roles";

export function UserMenu({ user, operates, onLink }: { user: UserRow; operates: boolean; onLink: (link: string) => void }) {
    const { t } = useTranslation("shell");
    const roles = rolesOf(operates);
    const reread = () => refresh("/v1/users", "/v1/admin/orgs/{org}/users");
    const name = user.name || user.email || "–";
    const change = (terms: { role?: UserRole; state?: "active" | "disabled" }) => changeUser(user.id, terms).then(() => reread());
    const setRole = (role: UserRole) => change({ role }).then(() => toast(t("users.roleSet", { name }), () => change({ role: user.role })), toastFault);
    const setState = (state: "active" | "disabled") =>
        change({ state }).then(() => toast(state === "disabled" ? t("users.disabledDone", { name }) : t("users.enabledDone", { name }), () => change({ state: state === "active" ? "disabled" : "active" })), toastFault);
    const remove = async () => {
        if (await confirm({ title: t("users.removeTitle", { name }), body: t("users.removeText"), action: t("users.remove"), danger: true }))
            await removeUser(user.id).then(() => reread(), toastFault);
    };
    const reset = async () => {
        if (await confirm({ title: t("users.resetTitle", { name }), body: t("users.resetText"), action: t("users.reset"), danger: true }))
            await resetUser(user.id).then((made) => (onLink(made.link ?? ""), reread()), toastFault);
    };
    return (
        <Menu position="bottom-end">
            <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={t("users.menu", { name })}><Ellipsis size={16} aria-hidden /></ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
                {roles.filter((role) => role !== user.role).map((role) => (
                    <Menu.Item key={role} onClick={() => void setRole(role)}>{t("users.makeRole", { role: t(`role.${role}`) })}</Menu.Item>
                ))}
                <Menu.Divider />
                <Menu.Item onClick={() => void newLink(user.id).then((made) => onLink(made.link ?? ""), toastFault)}>{t("users.newLink")}</Menu.Item>
                <Menu.Item onClick={() => void reset()}>{t("users.reset")}</Menu.Item>
                {user.state === "disabled"
                    ? <Menu.Item onClick={() => void setState("active")}>{t("users.enable")}</Menu.Item>
                    : <Menu.Item onClick={() => void setState("disabled")}>{t("users.disable")}</Menu.Item>}
                <Menu.Item color="red" onClick={() => void remove()}>{t("users.remove")}</Menu.Item>
            </Menu.Dropdown>
        </Menu>
    );
}
