// A new niche. What is not said here takes the server's defaults, and can be changed on its page.
import { useState } from "react";
import { useLocation } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useTranslation } from "@/shared/i18n";
import { PageHead } from "@/shared/ui/page-head";
import { NEW_NICHE, type Draft } from "./draft";
import { NicheEditor } from "./editor";

const first = { values: NEW_NICHE, revision: 0 };

export default function NewNichePage() {
    const { t } = useTranslation("operator");
    const [, go] = useLocation();
    const [headers] = useState(intention);
    const save = async (draft: Draft) => {
        const made = await ok(api.POST("/v1/admin/niches", { headers, body: draft }));
        await refresh("/v1/niches");
        go(`/operator/niches/${made.name}`);
        return first;
    };
    return (
        <>
            <PageHead title={t("niche.add")} back={{ to: "/operator/niches", label: t("nav.niches") }} />
            <NicheEditor isNew first={first} read={() => Promise.resolve(first)} save={save} />
        </>
    );
}
