// The own company as the exchange has it: what is held against it, the terms it accepts, what it was told.
import { useMe } from "@/shared/session/session";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";
import { PageHead } from "@/shared/ui/page-head";
import { Appeals } from "./appeals";
import { Notices } from "./notices";
import { Terms } from "./terms";

export default function CompanyPage() {
    const { t } = useTranslation("shell");
    const format = useFormat();
    const { org } = useMe();
    return (
        <>
            <PageHead title={org.name ?? t("nav.company")} lead={t("company.text")} />
            <Split>
                <Stack>
                    {!org.operates && <Appeals />}
                    {!org.operates && <Terms />}
                    <Notices />
                </Stack>
                <Panel title={t("company.facts")}>
                    <Facts items={[
                        [t("company.alias"), org.alias],
                        [t("company.country"), org.country && format.region(org.country)],
                        [t("company.address"), org.address],
                        [t("company.taxId"), org.tax_id],
                        [t("company.since"), format.date(org.created_at)],
                        ["ID", <Id key="i" id={org.id} />],
                    ]} />
                    <p className="quiet" style={{ margin: "16px 0 0", fontSize: "0.8125rem" }}>{t("company.factsText")}</p>
                </Panel>
            </Split>
        </>
    );
}
