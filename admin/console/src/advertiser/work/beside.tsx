// The chosen purchase beside the list: whom to call, what came of it, what comes next.
import { Button } from "@mantine/core";
import { Link } from "wouter";
import { useNiches } from "@/shared/api/niches";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import { Temperature } from "@/shared/ui/words";
import { ContactCard } from "../sale/contact";
import { OutcomeForm } from "../sale/outcome-form";
import type { WorkItem } from "./change";
import { WorkPanel } from "./panel";
import classes from "./work.module.css";

export function Beside({ item }: { item: WorkItem }) {
    const { t } = useTranslation("advertiser");
    const niches = useNiches();
    return (
        <Panel>
            <div className={classes.head}>
                <h2>{niches.title(item.niche)} <Temperature state={item.temperature} /></h2>
                <Button component={Link} size="compact-sm" variant="default" href={`/advertiser/leads/${item.sale}`}>{t("shared:action.open")}</Button>
            </div>
            <ContactCard sale={item.sale} reads={item.reads} />
            <section className={classes.section}><h3>{t("outcome.title")}</h3><OutcomeForm sale={item.sale} currency={item.price.currency} /></section>
            <section className={classes.section}><h3>{t("work.title")}</h3><WorkPanel item={item} /></section>
        </Panel>
    );
}
