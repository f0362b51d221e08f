// Who is signed in, and how this browser shows the console: language, light or dark, the end.
import { Avatar, Menu, useMantineColorScheme } from "@mantine/core";
import { BookOpen, Check, ChevronsUpDown, CircleUser, LogOut } from "lucide-react";
import { Link } from "wouter";
import { changeMe } from "@/shared/session/calls";
import { signOut, type Me } from "@/shared/session/session";
import { LANGUAGES, setLanguage, useTranslation, type Language } from "@/shared/i18n";
import classes from "./shell.module.css";

export const SCHEMES = ["light", "dark", "auto"] as const;

export function initials(name: string) {
    return name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => word[0]!.toUpperCase()).join("");
}

/** Here at once, and in the person's profile for the next browser. */
export async function chooseLanguage(language: Language, me: Me | null) {
    await setLanguage(language);
    if (me?.user && !me.looking_as) await changeMe({ locale: language }).catch(() => undefined);
}

const Ticked = ({ yes }: { yes: boolean }) => (yes ? <Check size={14} aria-hidden /> : <span style={{ width: 14 }} />);

export function PersonMenu({ me }: { me: Me }) {
    const { t, i18n } = useTranslation("shell");
    const { colorScheme, setColorScheme } = useMantineColorScheme();
    const name = me.user?.name || me.user?.email || me.key?.name || me.org.name;
    return (
        <Menu position="top-start" width={232} shadow="md">
            <Menu.Target>
                <button type="button" className={classes.person}>
                    <Avatar size={32} radius="xl" color="accent" aria-hidden>{initials(name)}</Avatar>
                    <span className={classes.personText}>
                        <b style={{ fontWeight: 600 }}>{name}</b>
                        <span className="quiet">{me.org.name}</span>
                    </span>
                    <ChevronsUpDown size={15} aria-hidden />
                </button>
            </Menu.Target>
            <Menu.Dropdown>
                {me.user && <Menu.Item component={Link} href="/account" leftSection={<CircleUser size={15} aria-hidden />}>{t("nav.account")}</Menu.Item>}
                <Menu.Item component="a" href="/docs" target="_blank" leftSection={<BookOpen size={15} aria-hidden />}>{t("nav.api")}</Menu.Item>
                <Menu.Divider />
                <Menu.Label>{t("scheme.title")}</Menu.Label>
                {SCHEMES.map((scheme) => (
                    <Menu.Item key={scheme} role="menuitemradio" aria-checked={scheme === colorScheme} closeMenuOnClick={false}
                        leftSection={<Ticked yes={scheme === colorScheme} />} onClick={() => setColorScheme(scheme)}>
                        {t(`scheme.${scheme}`)}
                    </Menu.Item>
                ))}
                <Menu.Divider />
                <Menu.Label>{t("language")}</Menu.Label>
                {Object.entries(LANGUAGES).map(([language, title]) => (
                    <Menu.Item key={language} lang={language} role="menuitemradio" aria-checked={language === i18n.language} closeMenuOnClick={false}
                        leftSection={<Ticked yes={language === i18n.language} />} onClick={() => void chooseLanguage(language as Language, me)}>
                        {title}
                    </Menu.Item>
                ))}
                <Menu.Divider />
                <Menu.Item leftSection={<LogOut size={15} aria-hidden />} onClick={() => void signOut()}>{t("signOut")}</Menu.Item>
            </Menu.Dropdown>
        </Menu>
    );
}
