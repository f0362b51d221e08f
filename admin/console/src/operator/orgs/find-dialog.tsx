// A person by the whole e-mail address, whichever company they work for. The address goes in a body, so that no log has it.
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { api, ok } from "@/shared/api/client";
import type { Item } from "@/shared/api/hooks";
import { Problem } from "@/shared/api/problem";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Facts } from "@/shared/ui/blocks";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { word } from "@/shared/ui/words";
import { useOrgs } from "../common/use-orgs";

type User = Item<"/v1/admin/orgs/{org}/users">;

export function FindDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("operator");
    const [found, setFound] = useState<User | "nobody" | null>(null);
    const form = useForm({
        initial: { email: "" },
        check: ({ email }) => ({ email: email.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ email }) => {
            setFound(null);
            try {
                setFound(await ok(api.POST("/v1/admin/users/find", { body: { email: email.trim() } })));
            } catch (fault) {
                if (!(fault instanceof Problem) || fault.status !== 404) throw fault;
                setFound("nobody");
            }
        },
    });
    return (
        <Dialog onClose={onClose} title={t("find.person")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
                <Stack gap="md">
                    <TextInput type="email" label={t("org.email")} description={t("find.personText")} maxLength={254} data-autofocus {...form.field("email")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <div role="status">
                        {found === "nobody" && <Text size="sm">{t("find.nobody")}</Text>}
                        {found !== null && found !== "nobody" && <Person user={found} onClose={onClose} />}
                    </div>
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.close")}</Button>
                        <Button type="submit" loading={form.busy}>{t("find.do")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}

function Person({ user, onClose }: { user: User; onClose: () => void }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    const orgs = useOrgs();
    return (
        <Facts items={[
            [t("org.name"), user.name],
            [t("org.one"), <Link key="o" href={`/operator/orgs/${user.org}`} onClick={onClose}>{orgs.name(user.org)}</Link>],
            [t("org.role"), word("shell:role", user.role)],
            [t("org.state"), word("shell:users", user.state)],
            [t("org.totp"), t(user.totp ? "org.yes" : "org.no")],
            [t("org.seen"), user.signed_in_at ? format.dateTime(user.signed_in_at) : "–"],
        ]} />
    );
}
