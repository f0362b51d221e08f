// Showing something in a claim: words, attempts to reach the person, a recording, links; files go up one by one.
import { ActionIcon, Button, FileInput, Group, NumberInput, Select, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { components } from "@generated/api";
import { api, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { Fault } from "@/shared/ui/fault";
import { toast, toastFault } from "@/shared/ui/toast";
import { word } from "@/shared/ui/words";

type Attempt = components["schemas"]["ContactAttempt"];
export interface EvidenceBody {
    text?: string;
    attempts?: Attempt[];
    recording?: { url: string; seconds: number };
    links?: { url: string }[];
}

const CHANNELS = ["call", "sms", "email", "messenger", "visit"] as const;
const FILE_MAX = 10 * 1048576;

interface Props {
    /** What the button says. */
    action: string;
    submit: (body: EvidenceBody) => Promise<unknown>;
    onCancel?: () => void;
    danger?: boolean;
}

export function EvidenceForm({ action, submit, onCancel, danger }: Props) {
    const { t } = useTranslation();
    const form = useForm({
        initial: { text: "", attempts: [] as { at: string; channel: Attempt["channel"]; result: string }[], recording: "", seconds: 0 as number | string, links: "" },
        submit: ({ text, attempts, recording, seconds, links }) => {
            const urls = links.split(/\s+/).filter(Boolean);
            return submit({
                ...(text.trim() && { text: text.trim() }),
                ...(attempts.length > 0 && { attempts: attempts.map((one) => ({ ...one, at: new Date(one.at).toISOString() })) }),
                ...(recording.trim() && { recording: { url: recording.trim(), seconds: Number(seconds) || 0 } }),
                ...(urls.length > 0 && { links: urls.map((url) => ({ url })) }),
            });
        },
    });
    const { attempts } = form.values;
    const setAttempt = (i: number, change: Partial<(typeof attempts)[number]>) => form.set("attempts", attempts.map((one, n) => (n === i ? { ...one, ...change } : one)));
    return (
        <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
            <Stack gap="md">
                <Textarea label={t("evidence.text")} autosize minRows={3} maxLength={4000} {...form.field("text")} />
                <div>
                    <Text size="sm" fw={550} mb={4}>{t("evidence.attempts")}</Text>
                    {attempts.map((attempt, i) => (
                        <Group key={i} gap="xs" mb="xs" wrap="wrap">
                            <TextInput size="xs" type="datetime-local" aria-label={t("evidence.at")} value={attempt.at} onChange={(event) => setAttempt(i, { at: event.currentTarget.value })} required />
                            <Select size="xs" w={120} aria-label={t("evidence.channel")} allowDeselect={false} value={attempt.channel}
                                data={CHANNELS.map((value) => ({ value, label: word("channel", value) }))} onChange={(value) => setAttempt(i, { channel: value as Attempt["channel"] })} />
                            <TextInput size="xs" flex={1} miw={140} aria-label={t("evidence.result")} placeholder={t("evidence.result")} value={attempt.result} onChange={(event) => setAttempt(i, { result: event.currentTarget.value })} required />
                            <ActionIcon variant="subtle" color="gray" aria-label={t("action.remove")} onClick={() => form.set("attempts", attempts.filter((_, n) => n !== i))}><Trash2 size={15} aria-hidden /></ActionIcon>
                        </Group>
                    ))}
                    {form.errors.attempts && <Text size="xs" c="red">{form.errors.attempts}</Text>}
                    <Button size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => form.set("attempts", [...attempts, { at: "", channel: "call", result: "" }])}>{t("evidence.addAttempt")}</Button>
                </div>
                <Group align="flex-start" grow preventGrowOverflow={false}>
                    <TextInput label={t("evidence.recording")} type="url" placeholder="https://" {...form.field("recording")} />
                    <NumberInput label={t("evidence.seconds")} w={120} min={0} max={86400} {...form.field("seconds")} />
                </Group>
                <Textarea label={t("evidence.links")} description={t("evidence.linksText")} autosize minRows={1} {...form.field("links")} />
                {form.fault !== null && <Fault fault={form.fault} />}
                <Group justify="flex-end">
                    {onCancel && <Button variant="default" onClick={onCancel}>{t("action.cancel")}</Button>}
                    <Button type="submit" color={danger ? "red" : undefined} loading={form.busy}>{action}</Button>
                </Group>
            </Stack>
        </form>
    );
}

/** The bytes as they are; the server looks at what they are. */
export function EvidenceFile({ dispute }: { dispute: string }) {
    const { t } = useTranslation();
    const [busy, setBusy] = useState(false);
    const send = async (file: File | null) => {
        if (!file) return;
        if (file.size > FILE_MAX) return toast(t("evidence.fileLarge"));
        setBusy(true);
        try {
            await ok(api.POST("/v1/disputes/{dispute}/files", {
                params: { path: { dispute }, query: { name: file.name.slice(0, 200) } }, body: file as never, bodySerializer: (body) => body as never,
                headers: { "Content-Type": "application/octet-stream" },
            }));
            toast(t("evidence.fileDone"));
            await refresh("/v1/disputes");
        } catch (fault) {
            toastFault(fault);
        } finally {
            setBusy(false);
        }
        return undefined;
    };
    return <FileInput label={t("evidence.addFile")} description={t("evidence.fileText")} disabled={busy} placeholder={t("evidence.choose")} value={null} onChange={(file) => void send(file)} />;
}
