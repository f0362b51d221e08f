// One company: where it stands, what it may do where, its people, keys, money, scores and sources.
import { useGet } from "@/shared/api/hooks";
import type { PageProps } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";
import { PageHead } from "@/shared/ui/page-head";
import { Until } from "@/shared/ui/until";
import type { Org } from "../common/use-orgs";
import { OrgState, useRoles } from "../orgs/org-state";
import { Actions } from "./actions";
import { Admission } from "./admission";
import { Balances } from "./balances";
import { Keys } from "./keys";
import { People } from "./people";
import { Scores } from "./scores";
import { Sources } from "./sources";
import { OrgTerms } from "./terms";

export default function OrgPage({ params }: PageProps) {
    const { t } = useTranslation("operator");
    const roles = useRoles();
    const mayWrite = useMayWrite();
    const asked = useGet("/v1/admin/orgs/{org}", { path: { org: params.org! } });
    const back = { to: "/operator/orgs", label: t("nav.orgs") };
    const org = asked.data as Org | undefined;
    if (!org) return <Until asked={asked} title={t("org.one")} back={back} />;
    return (
        <>
            <PageHead title={org.name ?? org.id} back={back} badge={<OrgState org={org} />} lead={roles(org)} actions={mayWrite && !org.operates && <Actions org={org} />} />
            <Split>
                <Stack>
                    {!org.operates && <Balances org={org} />}
                    {!org.operates && <Scores org={org} />}
                    <People org={org} />
                    <Keys org={org} />
                    {org.sells && <Sources org={org} />}
                </Stack>
                <Stack>
                    <OrgFacts org={org} />
                    {!org.operates && <OrgTerms org={org} />}
                    {!org.operates && <Admission org={org} />}
                </Stack>
            </Split>
        </>
    );
}

function OrgFacts({ org }: { org: Org }) {
    const { t } = useTranslation("operator");
    const format = useFormat();
    return (
        <Panel title={t("org.facts")}>
            <Facts items={[
                [t("org.alias"), org.alias],
                [t("org.country"), org.country && format.region(org.country)],
                [t("org.address"), org.address],
                [t("org.taxId"), org.tax_id],
                [t("org.terms"), org.terms ? `${org.terms}, ${format.date(org.terms_at)}` : t("org.noTerms")],
                [t("org.vetted"), org.vetted_at ? format.dateTime(org.vetted_at) : t("org.notVetted")],
                [t("org.slowed"), org.slowed && <span className="bad">{t("org.yes")}</span>],
                [t("org.payoutsHeld"), org.payouts_held && <span className="bad">{org.payouts_held}</span>],
                [t("org.since"), format.dateTime(org.created_at)],
                ["ID", <Id key="i" id={org.id} />],
            ]} />
        </Panel>
    );
}
