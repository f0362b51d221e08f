// Ctrl+K: every page and a pasted id, by a few letters. "?": the keys that work here.
import { Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ArrowRight, Hash, Search, type LucideIcon } from "lucide-react";
import { useId, useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import type { Area } from "@/shared/area";
import { i18next, useTranslation } from "@/shared/i18n";
import type { Me } from "@/shared/session/session";
import { useShortcuts } from "@/shared/ui/shortcuts";
import { account } from "../areas";
import classes from "../shell.module.css";
import { KeyHelp } from "./key-help";

interface Hit {
    key: string;
    label: string;
    where: string;
    icon: LucideIcon;
    path: string;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const say = (area: Area, key: string) => i18next.t(`${area.namespace}:${key}` as never) as string;

function pagesOf(areas: Area[]): Hit[] {
    return areas.flatMap((area) => area.pages.filter((page) => page.label).map((page) => ({
        key: page.path, label: say(area, page.label!), where: area === account ? "" : i18next.t(`shell:area.${area.namespace}` as never),
        icon: page.icon ?? ArrowRight, path: page.path,
    })));
}

function idsOf(areas: Area[], id: string): Hit[] {
    return areas.flatMap((area) => (area.find ?? []).map((one) => ({
        key: one.label, label: say(area, one.label), where: `…${id.slice(-8)}`, icon: Hash, path: one.path(id),
    })));
}

function search(areas: Area[], text: string): Hit[] {
    const wanted = text.trim().toLocaleLowerCase();
    if (ID.test(wanted)) return idsOf(areas, wanted);
    const words = wanted.split(/\s+/);
    return pagesOf([...areas, account]).filter((hit) => words.every((word) => hit.label.toLocaleLowerCase().includes(word)));
}

export function Palette({ areas, opened, onOpen, onClose }: { me: Me; areas: Area[]; opened: boolean; onOpen: () => void; onClose: () => void }) {
    const { t } = useTranslation("shell");
    const [help, helping] = useDisclosure(false);
    useShortcuts([
        { keys: "mod+k", label: t("palette.find"), run: onOpen },
        { keys: "/", label: t("palette.find"), run: onOpen },
        { keys: "?", label: t("keys.title"), run: helping.open },
    ]);
    return (
        <>
            <Modal opened={opened} onClose={onClose} withCloseButton={false} yOffset="12vh" centered={false} title={t("palette.find")} classNames={{ header: "hidden-text" }}>
                <Find areas={areas} onClose={onClose} />
            </Modal>
            <KeyHelp opened={help} onClose={helping.close} />
        </>
    );
}

function Find({ areas, onClose }: { areas: Area[]; onClose: () => void }) {
    const { t } = useTranslation("shell");
    const [, go] = useLocation();
    const [text, setText] = useState("");
    const [at, setAt] = useState(0);
    const list = useId();
    const hits = search(areas, text);
    const open = (hit: Hit | undefined) => {
        if (!hit) return;
        onClose();
        go(hit.path);
    };
    const onKey = (event: KeyboardEvent) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
            event.preventDefault();
            setAt((at + step + hits.length) % Math.max(1, hits.length));
        }
        if (event.key === "Enter") open(hits[at]);
    };
    return (
        <>
            <TextInput data-autofocus size="md" variant="unstyled" placeholder={t("palette.placeholder")} aria-label={t("palette.find")}
                leftSection={<Search size={18} aria-hidden />} value={text} role="combobox" aria-expanded aria-controls={list}
                aria-activedescendant={hits[at] ? `${list}-${at}` : undefined}
                onChange={(event) => (setText(event.currentTarget.value), setAt(0))} onKeyDown={onKey} />
            <div className={classes.results} role="listbox" id={list} aria-label={t("palette.find")}>
                {hits.map((hit, i) => (
                    <button key={hit.key} id={`${list}-${i}`} type="button" role="option" tabIndex={-1} aria-selected={i === at} className={classes.result}
                        onMouseMove={() => setAt(i)} onClick={() => open(hit)}>
                        <hit.icon size={17} strokeWidth={1.9} aria-hidden />
                        {hit.label}
                        <small>{hit.where}</small>
                    </button>
                ))}
            </div>
            {hits.length === 0 && <p className="quiet" style={{ padding: "8px 12px" }}>{t("palette.nothing")}</p>}
        </>
    );
}
