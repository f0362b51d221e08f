// Sidebar, page, and what belongs to the person. On narrow screens the sidebar is a drawer.
import { ActionIcon, Button, Center, Drawer, Loader, SegmentedControl } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Menu as MenuIcon, Search } from "lucide-react";
import { Suspense, useEffect, useRef, useState } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import type { Area, Page } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { needMessages, useTranslation } from "@/shared/i18n";
import { stopLooking } from "@/shared/session/calls";
import { sessionBegan, type Me } from "@/shared/session/session";
import { Key } from "@/shared/ui/blocks";
import { toastFault } from "@/shared/ui/toast";
import { account, allAreas, areasOf } from "./areas";
import { Mark } from "./brand";
import { ErrorBoundary } from "./error-boundary";
import { NotFound } from "./not-found";
import { Palette } from "./palette/palette";
import { PersonMenu } from "./person-menu";
import { Standing } from "./standing";
import classes from "./shell.module.css";

/** Their words, before their names stand in the sidebar; others come with whoever one looks as. */
function useWords(areas: Area[]) {
    const [ready, setReady] = useState("");
    const names = areas.map((one) => one.namespace).join();
    useEffect(() => {
        void Promise.all(areas.map((one) => needMessages(one.namespace))).then(() => setReady(names));
    }, [names]);
    return ready === names;
}

function Item({ page, namespace }: { page: Page; namespace: Area["namespace"] }) {
    const { t } = useTranslation(namespace);
    const [path] = useLocation();
    const here = path === page.path || (path.startsWith(`${page.path}/`) && page.path.split("/").length > 2);
    const Icon = page.icon;
    return (
        <>
            {page.group && <div className={classes.group}>{t(page.group as never)}</div>}
            <Link className={classes.item} href={page.path} aria-current={here ? "page" : undefined}>
                {Icon && <Icon size={17} strokeWidth={1.9} aria-hidden />}
                {t(page.label as never)}
            </Link>
        </>
    );
}

function Sidebar({ me, areas, area, onFind }: { me: Me; areas: Area[]; area: Area | undefined; onFind: () => void }) {
    const { t } = useTranslation("shell");
    const [, go] = useLocation();
    return (
        <>
            <Link className={classes.brand} href="/">
                <Mark />
                leadx
            </Link>
            {areas.length > 1 && (
                <SegmentedControl className={classes.switch} size="xs" fullWidth value={area?.namespace} role="radiogroup" aria-label={t("nav.switch")}
                    data={areas.map((one) => ({ value: one.namespace, label: t(`area.${one.namespace as "agency" | "advertiser" | "operator"}`) }))}
                    onChange={(name) => go(areas.find((one) => one.namespace === name)!.home)} />
            )}
            <button type="button" className={classes.find} onClick={onFind}>
                <Search size={15} aria-hidden />
                <span>{t("palette.find")}</span>
                <Key>Ctrl K</Key>
            </button>
            <nav className={classes.nav} aria-label={t("nav.main")}>
                {area?.pages.filter((page) => page.label).map((page) => <Item key={page.path} page={page} namespace={area.namespace} />)}
            </nav>
            <div className={classes.rest} />
            <nav className={classes.nav} aria-label={t("nav.own")}>
                {account.pages.filter((page) => page.path !== "/account" && me.user !== null && !(page.path === "/company" && me.org.operates)).map((page) => <Item key={page.path} page={page} namespace="shell" />)}
            </nav>
            <PersonMenu me={me} />
        </>
    );
}

function Looking({ me }: { me: Me }) {
    const { t } = useTranslation("shell");
    const format = useFormat();
    if (!me.looking_as) return null;
    const stop = () => stopLooking().then(() => sessionBegan().then(() => location.assign("/console/operator")), toastFault);
    return (
        <div className={classes.looking} role="status">
            {t("looking.banner", { org: me.org.name, reason: me.looking_as.reason, until: format.time(me.looking_as.until) })}
            <Button size="compact-xs" variant="default" onClick={() => void stop()}>{t("looking.stop")}</Button>
        </div>
    );
}

/** A new page begins at its top, and is named to who does not see it. */
function useNewPage(path: string) {
    const first = useRef(true);
    useEffect(() => {
        if (first.current) {
            first.current = false;
            return;
        }
        window.scrollTo(0, 0);
        document.querySelector<HTMLElement>("[data-page-title]")?.focus({ preventScroll: true });
    }, [path]);
}

const LAST_AREA = "leadx.area";

export function Layout({ me }: { me: Me }) {
    const { t } = useTranslation("shell");
    const [path] = useLocation();
    const [drawer, { open, close }] = useDisclosure(false);
    const [finding, find] = useDisclosure(false);
    const areas = areasOf(me);
    const here = areas.find((one) => path === one.home || path.startsWith(`${one.home}/`));
    const area = here ?? areas.find((one) => one.namespace === sessionStorage.getItem(LAST_AREA)) ?? areas[0];
    const ready = useWords(areas);
    useNewPage(path);
    useEffect(() => {
        if (here) sessionStorage.setItem(LAST_AREA, here.namespace);
        close();
    }, [path, here, close]);
    if (!ready) return null;

    const side = <Sidebar me={me} areas={areas} area={area} onFind={find.open} />;
    return (
        <>
            <a className={classes.skip} href="#main">{t("nav.skip")}</a>
            <Looking me={me} />
            <Standing me={me} />
            <div className={classes.layout}>
                <div className={classes.side}>{side}</div>
                <div className={`${classes.top} no-print`}>
                    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("nav.open")} onClick={open}><MenuIcon size={20} aria-hidden /></ActionIcon>
                    <Link className={classes.brand} href="/"><Mark />leadx</Link>
                    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("palette.find")} onClick={find.open}><Search size={18} aria-hidden /></ActionIcon>
                </div>
                <Drawer opened={drawer} onClose={close} size={288} title={me.org.name} closeButtonProps={{ "aria-label": t("nav.close") }}>
                    <div className={classes.side} data-drawer>{side}</div>
                </Drawer>
                <main id="main" className={classes.main}>
                    <div className={classes.content}>
                        <ErrorBoundary key={path}>
                            <Suspense fallback={<Center h={240} data-loading><Loader /></Center>}>
                                <Pages areas={[...areas, account]} home={area?.home ?? "/account"} />
                            </Suspense>
                        </ErrorBoundary>
                    </div>
                </main>
            </div>
            <Palette me={me} areas={areas} opened={finding} onOpen={find.open} onClose={find.close} />
        </>
    );
}

function Pages({ areas, home }: { areas: Area[]; home: string }) {
    const known = areas.length === 0 ? allAreas : areas;
    return (
        <Switch>
            <Route path="/"><Redirect to={home} replace /></Route>
            {known.flatMap((one) => one.pages.map(({ path, component: Component }) => (
                <Route key={path} path={path}>{(params) => <Component params={params as Record<string, string>} />}</Route>
            )))}
            <Route><NotFound /></Route>
        </Switch>
    );
}
