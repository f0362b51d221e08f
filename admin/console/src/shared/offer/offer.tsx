// One offer as either side reads it: what is wanted, its terms, and in front of them what this side can do about it.
import type { ReactNode } from "react";
import type { Item } from "@/shared/api/hooks";
import { FilterFacts } from "@/shared/filter/facts";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Facts, Panel, Split, Stack } from "@/shared/ui/blocks";
import { Id } from "@/shared/ui/copy";
import { PageHead } from "@/shared/ui/page-head";

interface Props {
    offer: Item<"/v1/offers">;
    back: { to: string; label: string };
    /** How it stands, to this side. */
    badge: ReactNode;
    actions: ReactNode;
    /** Of the offer, before when it was made. */
    terms: [string, ReactNode][];
    children: ReactNode;
}

export function OfferView({ offer, back, badge, actions, terms, children }: Props) {
    const { t } = useTranslation();
    const format = useFormat();
    return (
        <>
            <PageHead title={offer.name} back={back} badge={badge} lead={offer.description ?? undefined} actions={actions} />
            <Split>
                <Stack>
                    {children}
                    <Panel title={t("offer.whom")}><FilterFacts filter={offer.filter} empty={t("offer.anybody")} /></Panel>
                </Stack>
                <Panel title={t("offer.terms")}>
                    <Facts items={[...terms, [t("offer.made"), format.dateTime(offer.created_at)], ["ID", <Id key="i" id={offer.id} />]]} />
                </Panel>
            </Split>
        </>
    );
}
