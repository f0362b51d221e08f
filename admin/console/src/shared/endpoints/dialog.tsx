// A new endpoint, or another address and events for one. A webhook's secret is shown once.
import { Button, Checkbox, Group, SegmentedControl, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { Meanwhile, useMeanwhile } from "@/shared/form/meanwhile";
import { useForm } from "@/shared/form/use-form";
import { useTranslation } from "@/shared/i18n";
import { SecretDialog } from "@/shared/keys/keys";
import { Dialog } from "@/shared/ui/dialog";
import { Fault } from "@/shared/ui/fault";
import { toast } from "@/shared/ui/toast";
import { word } from "@/shared/ui/words";
import type { Endpoint, EndpointEvent } from "./list";

interface Props {
    events: EndpointEvent[];
    /** Whether leads are sent there too, so that how much of them is asked. */
    leads: boolean;
    endpoint?: Endpoint;
    onClose: () => void;
}

const valuesOf = (endpoint: Endpoint | undefined, events: EndpointEvent[]) => ({
    name: endpoint?.name ?? "", kind: (endpoint?.kind ?? "webhook") as "webhook" | "email", to: endpoint?.url ?? endpoint?.email ?? "",
    payload: (endpoint?.payload ?? "thin") as "thin" | "full", events: endpoint?.events ?? events, tests: endpoint?.tests ?? false,
});
const LABELS = { name: "name", kind: "kind", to: "url", payload: "payload", events: "events", tests: "tests" } as const;

export function EndpointDialog({ events, leads, endpoint, onClose }: Props) {
    const { t } = useTranslation();
    const [secret, setSecret] = useState<string | null>(null);
    const version = (now?: Endpoint) => ({ values: valuesOf(now, events), revision: now?.revision ?? 0 });
    const read = async () => version((await ok(api.GET("/v1/endpoints/{endpoint}", { params: { path: { endpoint: endpoint!.id } } }))) as Endpoint);
    const meanwhile = useMeanwhile(version(endpoint), read);
    const form = useForm<ReturnType<typeof valuesOf>>({
        initial: valuesOf(endpoint, events),
        pointers: { to: endpoint?.kind === "email" ? "/email" : "/url" },
        check: ({ name, to }) => ({
            name: name.trim() === "" ? t("field.missing_field") : undefined,
            to: to.trim() === "" ? t("field.missing_field") : undefined,
        }),
        submit: async (values) => {
            const { name, kind, to, payload, events: chosen, tests } = values;
            const where = kind === "email" ? { email: to.trim() } : { url: to.trim() };
            const body = { name: name.trim(), ...where, payload, events: chosen, tests };
            if (endpoint) {
                const params = { path: { endpoint: endpoint.id } };
                const saved = await meanwhile.save(values, form.setValues, (match) => ok(api.POST("/v1/endpoints/{endpoint}", { params: { ...params, header: match }, body: body as never, headers: intention() })));
                if (!saved) return;
                toast(t("done.saved"));
                onClose();
            } else {
                const made = (await ok(api.POST("/v1/endpoints", { body: { kind, ...body } as never, headers: intention() }))) as { secret?: string };
                if (made.secret) setSecret(made.secret);
                else onClose();
            }
            await refresh("/v1/endpoints");
        },
    });
    if (secret) return <SecretDialog title={t("endpoint.secretTitle")} text={t("endpoint.secretText")} secret={secret} onClose={onClose} />;
    const email = form.values.kind === "email";
    return (
        <Dialog onClose={onClose} title={endpoint ? t("endpoint.edit") : t("endpoint.add")}>
            <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)}>
                <Stack gap="md">
                    {!endpoint && (
                        <SegmentedControl role="radiogroup" aria-label={t("endpoint.kind")} fullWidth value={form.values.kind} onChange={(kind) => form.set("kind", kind as "webhook")}
                            data={(["webhook", "email"] as const).map((kind) => ({ value: kind, label: word("endpoint.kinds", kind) }))} />
                    )}
                    <TextInput label={t("endpoint.name")} maxLength={200} data-autofocus {...form.field("name")} />
                    <TextInput label={email ? t("endpoint.email") : t("endpoint.url")} description={email ? undefined : t("endpoint.urlText")} type={email ? "email" : "url"} placeholder={email ? undefined : "https://"} {...form.field("to")} />
                    {leads && (
                        <div>
                            <Text size="sm" fw={550} mb={4}>{t("endpoint.payload")}</Text>
                            <SegmentedControl role="radiogroup" aria-label={t("endpoint.payload")} value={form.values.payload} onChange={(payload) => form.set("payload", payload as "thin")}
                                data={[{ value: "thin", label: t("endpoint.thin") }, { value: "full", label: t("endpoint.full") }]} />
                        </div>
                    )}
                    <Checkbox.Group label={t("endpoint.events")} value={form.values.events} onChange={(next) => form.set("events", next as EndpointEvent[])}>
                        <Stack gap="xs" mt="xs">{events.map((event) => <Checkbox key={event} value={event} label={word("event", event.replace(".", "_"))} />)}</Stack>
                    </Checkbox.Group>
                    <Switch label={t("endpoint.tests")} {...form.tick("tests")} />
                    <Meanwhile news={meanwhile.news} label={(name) => t(`endpoint.${LABELS[name]}`)} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>{t("action.cancel")}</Button>
                        <Button type="submit" loading={form.busy}>{t("action.save")}</Button>
                    </Group>
                </Stack>
            </form>
        </Dialog>
    );
}
