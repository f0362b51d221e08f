// What is held against the company, and its appeal. Nothing is shown where there is, and was, nothing.
import { Button, Group, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Megaphone } from "lucide-react";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, usePages, type Item } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMe } from "@/shared/session/session";
import { Badge, Panel, Stack, type Tone } from "@/shared/ui/blocks";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import classes from "./company.module.css";
import { isHeld, isOwner } from "./standing";

type Appeal = Item<"/v1/orgs/me/appeal">;
const TONES: Record<Appeal["state"], Tone> = { open: "warn", granted: "good", refused: "bad" };

export function Appeals() {
    const { t } = useTranslation("shell");
    const me = useMe();
    const [asking, ask] = useDisclosure(false);
    const asked = usePages("/v1/orgs/me/appeal");
    const items = asked.items ?? [];
    const held = isHeld(me);
    if (asked.error) return <Fault fault={asked.error} retry={asked.refetch} />;
    if (!held && items.length === 0) return null;
    const may = held && isOwner(me) && !items.some((one) => one.state === "open");
    return (
        <Panel title={t("appeal.title")} actions={may && <Button size="compact-sm" leftSection={<Megaphone size={14} aria-hidden />} onClick={ask.open}>{t("appeal.send")}</Button>}>
            <Stack>
                {held && <Held />}
                {items.map((item) => <One key={item.id} appeal={item} />)}
                {asked.hasNextPage && <div><Button size="compact-sm" variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>{t("shared:table.more")}</Button></div>}
            </Stack>
            {asking && <AppealDialog onClose={ask.close} />}
        </Panel>
    );
}

function Held() {
    const { t } = useTranslation("shell");
    const me = useMe();
    const { org } = me;
    return (
        <div>
            {org.state === "suspended" && <p style={{ margin: "0 0 6px" }}><Badge tone="bad">{t("appeal.suspended")}</Badge> {t("appeal.suspendedText")}</p>}
            {(org.slowed || org.payouts_held) && <p style={{ margin: "0 0 6px" }}><Badge tone="warn">{t("appeal.restrained")}</Badge> {org.payouts_held ?? t("appeal.slowedText")}</p>}
            {!isOwner(me) && <p className="quiet" style={{ margin: 0 }}>{t("appeal.ownerText")}</p>}
        </div>
    );
}

function One({ appeal }: { appeal: Appeal }) {
    const { t } = useTranslation("shell");
    const format = useFormat();
    return (
        <div className={classes.words}>
            <Badge tone={TONES[appeal.state]}>{t(`appeal.${appeal.state}`)}</Badge> <span className="quiet">{format.dateTime(appeal.at)}</span>
            <div>{appeal.text}</div>
            {appeal.answer && <blockquote style={{ margin: "8px 0 0", paddingLeft: 12, borderLeft: "3px solid var(--lx-line)" }}>{appeal.answer}</blockquote>}
        </div>
    );
}

function AppealDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation("shell");
    const [headers] = useState(intention);
    const form = useForm({
        initial: { text: "" },
        check: ({ text }) => ({ text: text.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ text }) => {
            await ok(api.POST("/v1/orgs/me/appeal", { headers, body: { text: text.trim() } }));
            onClose();
            toast(t("appeal.sent"));
            await refresh("/v1/orgs/me/appeal");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("appeal.send")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Text size="sm" c="dimmed" mb="md">{t("appeal.text")}</Text>
                <Textarea label={t("appeal.words")} autosize minRows={5} maxLength={4000} data-autofocus {...form.field("text")} />
                {form.fault !== null && <Fault fault={form.fault} />}
                <Group justify="flex-end" mt="md">
                    <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                    <Button type="submit" loading={form.busy}>{t("appeal.send")}</Button>
                </Group>
            </form>
        </Dialog>
    );
}
