// What was reported so far, and whether the purchase counts as a target by it. A verdict by hand outranks the call.
import { Button, Group, SegmentedControl, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { api, intention, ok } from "@/shared/api/client";
import { refresh, useGet, type Body } from "@/shared/api/hooks";
import { useForm } from "@/shared/form/use-form";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Badge, Stack } from "@/shared/ui/blocks";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { word } from "@/shared/ui/words";
import classes from "./sale.module.css";

type Reported = Body<"/v1/sales/{sale}/outcomes">;

export function Outcomes({ sale }: { sale: string }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const asked = useGet("/v1/sales/{sale}/outcomes", { path: { sale } });
    if (asked.error) return <Fault fault={asked.error} retry={asked.refetch} />;
    if (!asked.data) return <div aria-busy style={{ minHeight: 60 }} />;
    return (
        <>
            <Verdict sale={sale} result={asked.data.result} />
            {asked.data.outcomes.length > 0 && (
                <ul className={classes.reports}>
                    {asked.data.outcomes.map((one) => (
                        <li key={one.id}>
                            <b>{one.kind === "verdict" ? t(`verdict.${one.verdict ?? "none"}`) : word("outcome", one.kind)}</b>
                            {one.call_seconds != null && <span className="quiet num">{t("outcome.callSeconds", { count: one.call_seconds })}</span>}
                            {one.amount && <span className="num">{format.money(one.amount)}</span>}
                            {one.recontact_at && <span>{format.dateTime(one.recontact_at)}</span>}
                            {one.reason && <span className="quiet">{one.reason}</span>}
                            <time className="quiet num" dateTime={one.at} title={format.exact(one.at)}>{format.dateTime(one.at)}</time>
                        </li>
                    ))}
                </ul>
            )}
        </>
    );
}

function Verdict({ sale, result }: { sale: string; result: Reported["result"] }) {
    const { t } = useTranslation("advertiser");
    const mayWrite = useMayWrite();
    const [judging, judge] = useDisclosure(false);
    const tone = { target: "good", not_target: "bad", none: "plain" } as const;
    const verdict = result.verdict ?? "none";
    return (
        <Group justify="space-between" gap="xs">
            <span style={{ fontSize: "0.875rem" }}>
                <Badge tone={tone[verdict]}>{t(`verdict.${verdict}`)}</Badge>{" "}
                <span className="quiet">{result.by ? t(`verdict.by.${result.by}`) : t("verdict.rule", { seconds: result.call_seconds_rule })}</span>
            </span>
            {mayWrite && result.by !== "operator" && <Button size="compact-sm" variant="subtle" onClick={judge.open}>{t("verdict.judge")}</Button>}
            {judging && <VerdictDialog sale={sale} onClose={judge.close} />}
        </Group>
    );
}

function VerdictDialog({ sale, onClose }: { sale: string; onClose: () => void }) {
    const { t } = useTranslation("advertiser");
    const form = useForm({
        initial: { verdict: "target" as "target" | "not_target", reason: "" },
        check: ({ reason }) => ({ reason: reason.trim() === "" ? t("shared:field.missing_field") : undefined }),
        submit: async ({ verdict, reason }) => {
            await ok(api.POST("/v1/sales/{sale}/verdict", { params: { path: { sale } }, body: { verdict, reason: reason.trim() }, headers: intention() }));
            toast(t("shared:done.saved"));
            onClose();
            await refresh("/v1/sales/{sale}/outcomes", "/v1/work");
        },
    });
    return (
        <Dialog onClose={onClose} title={t("verdict.judge")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack>
                    <SegmentedControl fullWidth role="radiogroup" aria-label={t("verdict.judge")} value={form.values.verdict} onChange={(next) => form.set("verdict", next as "target")}
                        data={(["target", "not_target"] as const).map((value) => ({ value, label: t(`verdict.${value}`) }))} />
                    <TextInput label={t("verdict.reason")} description={t("verdict.reasonText")} maxLength={200} data-autofocus {...form.field("reason")} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("shared:action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("shared:action.save")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
