// The way in: password and code, or a one-time link whose token stands behind "#", where no server sees it.
import { Button, Select } from "@mantine/core";
import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { i18next, LANGUAGES, setLanguage, useTranslation, type Language } from "@/shared/i18n";
import { sessionBegan } from "@/shared/session/session";
import { Mark } from "../brand";
import classes from "../shell.module.css";
import { LinkAsk } from "./link-ask";
import { LinkTake } from "./link-take";
import { PasswordForm } from "./password-form";

/** Taken out of the address at once, so that neither history nor a bookmark keeps it. */
function takeToken(): string | null {
    const token = new URLSearchParams(location.hash.slice(1)).get("link");
    if (token !== null) history.replaceState(null, "", location.pathname + location.search);
    return token;
}

/** Only a path of this console. */
function target(search: string) {
    const to = new URLSearchParams(search).get("to") ?? "/";
    return /^\/(?![/\\])/.test(to) ? to : "/";
}

export function SignIn() {
    const { t } = useTranslation("shell");
    const [token, setToken] = useState(takeToken);
    const [asking, setAsking] = useState(false);
    const [, go] = useLocation();
    const search = useSearch();
    // a link that is pasted where this page is open already
    useEffect(() => {
        const take = () => setToken((before) => takeToken() ?? before);
        window.addEventListener("hashchange", take);
        return () => window.removeEventListener("hashchange", take);
    }, []);
    const enter = async () => {
        await sessionBegan();
        go(target(search), { replace: true });
    };
    return (
        <main className={classes.sign}>
            <div>
                <div className={classes.signCard}>
                    <div className={classes.signBrand}><Mark />leadx</div>
                    {token !== null && <LinkTake token={token} onDone={enter} onOther={() => setToken(null)} />}
                    {token === null && asking && <LinkAsk onBack={() => setAsking(false)} />}
                    {token === null && !asking && (
                        <>
                            <h1 className={classes.signTitle}>{t("sign.title")}</h1>
                            <p className={classes.signText}>{t("sign.text")}</p>
                            <PasswordForm onDone={enter} />
                            <Button mt="md" fullWidth variant="subtle" onClick={() => setAsking(true)}>{t("sign.askLink")}</Button>
                        </>
                    )}
                </div>
                <div className={classes.signFoot}>
                    <Select size="xs" variant="unstyled" w={140} aria-label={t("language")} allowDeselect={false} value={i18next.language}
                        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))} onChange={(language) => void setLanguage(language as Language)} />
                    <a href="/docs">{t("nav.api")}</a>
                </div>
            </div>
        </main>
    );
}
