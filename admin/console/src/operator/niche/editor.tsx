// The editor of a niche, old or new: its fields, terms, marketplace and prices, and what an agency would post.
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useEffect } from "react";
import { Meanwhile, useMeanwhile, type Version } from "@/shared/form/meanwhile";
import { useForm } from "@/shared/form/use-form";
import { i18next, useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Panel, Split, Stack } from "@/shared/ui/blocks";
import { Fault } from "@/shared/ui/fault";
import { changed, type Draft } from "./draft";
import { FieldsPanel } from "./fields";
import { MarketPanel } from "./market";
import { Preview } from "./preview";
import { FactorsPanel, ReasonsPanel, TermsPanel } from "./terms";
import classes from "./niche.module.css";

interface Props {
    first: Version<Draft>;
    isNew?: boolean;
    /** What stands there now, to be asked when somebody else saved. */
    read: () => Promise<Version<Draft>>;
    save: (draft: Draft, changes: Partial<Draft>, match: { "If-Match": string }) => Promise<Version<Draft>>;
}

const CURRENCIES = ["RUB", "EUR", "USD", "GBP", "NOK", "BRL", "MXN"];

export function NicheEditor({ first, isNew, read, save }: Props) {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const missing = t("shared:field.missing_field");
    const { base, rebase, news, save: saveOver } = useMeanwhile(first, read);
    const form = useForm<Draft>({
        initial: first.values,
        check: ({ name, title, currency }) => ({ name: name === "" ? missing : undefined, title: title.trim() === "" ? missing : undefined, currency: currency === "" ? missing : undefined }),
        submit: async (values) => {
            await saveOver(values, form.setValues, async (match, before) => {
                const now = await save(values, changed(before, values), match);
                rebase(now);
                form.setValues(now.values);
            });
        },
    });
    const touched = Object.keys(changed(base, form.values)).length;
    useUnsaved(touched > 0);
    return (
        <form ref={form.form} onSubmit={(event) => void form.onSubmit(event)} noValidate>
            <fieldset disabled={!mayWrite} className={classes.plain}>
                <Split>
                    <Stack>
                        <Panel title={t("niche.facts")}>
                            <Group grow align="flex-start" preventGrowOverflow={false}>
                                <TextInput label={t("niche.title")} miw={200} maxLength={200} {...form.field("title")} />
                                {isNew && <TextInput label={t("niche.name")} description={t("niche.nameText")} miw={200} maxLength={60} {...form.field("name")} />}
                                {isNew && <Select label={t("money.currency")} data={CURRENCIES} searchable miw={120} {...form.field("currency")} />}
                            </Group>
                        </Panel>
                        <FieldsPanel form={form} />
                        <TermsPanel form={form} />
                        <ReasonsPanel form={form} />
                        <MarketPanel form={form} />
                        <FactorsPanel form={form} />
                    </Stack>
                    <Stack><Preview draft={form.values} /></Stack>
                </Split>
            </fieldset>
            {mayWrite && (
                <div className={classes.bar}>
                    <Meanwhile news={news} label={(name) => labelOf(name, t)} />
                    {form.fault !== null && <Fault fault={form.fault} />}
                    <Group justify="flex-end">
                        <span className="quiet">{touched > 0 ? t("niche.touched", { count: touched }) : t("niche.untouched")}</span>
                        <Button variant="default" disabled={touched === 0} onClick={() => form.setValues(base)}>{t("shared:action.undo")}</Button>
                        <Button type="submit" disabled={touched === 0} loading={form.busy}>{isNew ? t("niche.add") : t("shared:action.save")}</Button>
                    </Group>
                </div>
            )}
        </form>
    );
}

const PANELS = { title: "niche.title", name: "niche.name", currency: "money.currency", fields: "niche.fields", return_reasons: "niche.reasons", market: "niche.market", price_factors: "niche.factors" } as const;

function labelOf(name: string, t: ReturnType<typeof useTranslation<"operator">>["t"]) {
    return name in PANELS ? t(PANELS[name as keyof typeof PANELS]) : i18next.exists(`operator:niche.term.${name}`) ? t(`niche.term.${name}` as "niche.term.state") : name;
}

/** The browser asks before what was written is lost with the tab. */
function useUnsaved(unsaved: boolean) {
    useEffect(() => {
        if (!unsaved) return undefined;
        const ask = (event: BeforeUnloadEvent) => event.preventDefault();
        window.addEventListener("beforeunload", ask);
        return () => window.removeEventListener("beforeunload", ask);
    }, [unsaved]);
}
