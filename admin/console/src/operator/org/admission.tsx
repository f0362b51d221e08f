// Which niches a company may trade in. Open niches take everybody; the others whom they admit.
import { Switch } from "@mantine/core";
import { api, intention, ok } from "@/shared/api/client";
import { useNiches } from "@/shared/api/niches";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Panel } from "@/shared/ui/blocks";
import { act } from "../common/act";
import type { Org } from "../common/use-orgs";
import classes from "./org.module.css";

export function Admission({ org }: { org: Org }) {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const niches = useNiches();
    const admitted = (name: string) => org.niches?.includes(name) ?? false;
    const set = (niche: string, admit: boolean) => {
        const init = { params: { path: { org: org.id } }, headers: intention(), body: { niche } };
        const asked = admit ? ok(api.POST("/v1/admin/orgs/{org}/admit", init)) : ok(api.POST("/v1/admin/orgs/{org}/dismiss", init));
        void act(asked, t(admit ? "org.admitted" : "org.dismissed", { niche: niches.title(niche) }), "/v1/admin/orgs");
    };
    return (
        <Panel title={t("org.admission")}>
            <ul className={classes.rows}>
                {niches.items.map((niche) => (
                    <li key={niche.id}>
                        <span>{niche.title}</span>
                        {niche.admission === "listed"
                            ? <Switch size="sm" aria-label={niche.title} disabled={!mayWrite} checked={admitted(niche.name)} onChange={(event) => set(niche.name, event.currentTarget.checked)} />
                            : <span className="quiet">{t("org.open")}</span>}
                    </li>
                ))}
            </ul>
        </Panel>
    );
}
