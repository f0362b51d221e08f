// Languages: i18next with one namespace a folder of src/, loaded when the folder's first page opens.
//
// English is the master and the type of every key; build/messages.mjs keeps the others complete, so nothing falls back.
import i18next from "i18next";
import { initReactI18next, useTranslation as useAny } from "react-i18next";
import type advertiser from "../../advertiser/messages/en.json";
import type agency from "../../agency/messages/en.json";
import type operator from "../../operator/messages/en.json";
import type shell from "../../shell/messages/en.json";
import type shared from "../messages/en.json";

export interface Messages {
    shared: typeof shared;
    shell: typeof shell;
    agency: typeof agency;
    advertiser: typeof advertiser;
    operator: typeof operator;
}
export type Namespace = keyof Messages;

declare module "i18next" {
    interface CustomTypeOptions {
        defaultNS: "shared";
        resources: Messages;
        returnNull: false;
    }
}

export const LANGUAGES = { en: "English", ru: "Русский", es: "Español", pt: "Português", nb: "Norsk bokmål" } as const;
export type Language = keyof typeof LANGUAGES;

const STORED = "leadx.language";
const loaded = new Set<Namespace>();

function isLanguage(word: string | null | undefined): word is Language {
    return word != null && word in LANGUAGES;
}

/** The one chosen here before, else the first of the browser's that we speak. */
function preferred(): Language {
    const stored = localStorage.getItem(STORED);
    if (isLanguage(stored)) return stored;
    const spoken = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).map((tag) => (tag === "no" || tag === "nn" ? "nb" : tag));
    return spoken.find(isLanguage) ?? "en";
}

type Tree = { [key: string]: string | Tree };

/** Spanish and Portuguese have a form for whole millions that reads as the ordinary plural here. */
function fillMillions(tree: Tree): Tree {
    const filled: Tree = {};
    for (const [key, value] of Object.entries(tree)) {
        filled[key] = typeof value === "string" ? value : fillMillions(value);
        if (typeof value === "string" && key.endsWith("_other")) filled[key.replace(/_other$/, "_many")] ??= value;
    }
    return { ...filled, ...Object.fromEntries(Object.entries(tree).filter(([, value]) => typeof value === "string")) };
}

async function load(namespace: Namespace, language: Language) {
    if (i18next.hasResourceBundle(language, namespace)) return;
    const { default: tree } = (await import(`../../${namespace}/messages/${language}.json`)) as { default: Tree };
    i18next.addResourceBundle(language, namespace, fillMillions(tree));
}

/** Before a page of the folder is shown. */
export async function needMessages(namespace: Namespace) {
    loaded.add(namespace);
    await load(namespace, i18next.language as Language);
}

export async function startLanguage() {
    const language = preferred();
    await i18next.use(initReactI18next).init({
        lng: language,
        fallbackLng: false,
        ns: [],
        defaultNS: "shared",
        resources: {},
        interpolation: { escapeValue: false }, // React escapes
        react: { useSuspense: false },
    });
    await Promise.all([needMessages("shared"), needMessages("shell")]);
    document.documentElement.lang = language;
}

export async function setLanguage(language: Language) {
    await Promise.all([...loaded].map((namespace) => load(namespace, language)));
    localStorage.setItem(STORED, language);
    document.documentElement.lang = language;
    await i18next.changeLanguage(language);
}

/** The language a person chose for itself, unless another was chosen in this browser. English is what profiles begin with, so it
 * says nothing against the browser's own. */
export async function followProfile(locale: string | null | undefined) {
    const language = locale?.slice(0, 2);
    if (localStorage.getItem(STORED) === null && isLanguage(language) && language !== "en" && language !== i18next.language) {
        await Promise.all([...loaded].map((namespace) => load(namespace, language)));
        document.documentElement.lang = language;
        await i18next.changeLanguage(language);
    }
}

/** Words of a folder, and the common ones as "shared:…": `const { t } = useTranslation("agency")`. */
export function useTranslation<N extends Namespace = "shared">(namespace?: N) {
    return useAny<[N, "shared"]>([namespace ?? "shared", "shared"] as [N, "shared"]);
}
export { i18next };
