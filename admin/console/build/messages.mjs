// Every message in every language: the same keys, the same placeholders, every plural form that the language has.
import fs from "node:fs";
import path from "node:path";

export const LANGUAGES = ["en", "ru", "es", "pt", "nb"];
// Forms that only numbers from a million on take in these languages; src/shared/i18n fills them in.
const RARE = { es: ["many"], pt: ["many"] };
const FORM = /_(zero|one|two|few|many|other)$/;

function flatten(value, prefix = "", into = {}) {
    for (const [key, inner] of Object.entries(value)) {
        if (typeof inner === "string") into[prefix + key] = inner;
        else flatten(inner, `${prefix}${key}.`, into);
    }
    return into;
}

const holes = (text) => [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map((match) => match[1]).sort().join();

// {plain: {key: text}, plural: {key: {form: text}}}
function sort(messages) {
    const plain = {}, plural = {};
    for (const [key, text] of Object.entries(messages)) {
        const form = key.match(FORM)?.[1];
        if (form === undefined || !(key.replace(FORM, "_other") in messages)) plain[key] = text;
        else (plural[key.replace(FORM, "")] ??= {})[form] = text;
    }
    return { plain, plural };
}

function compare(where, language, english, other) {
    const faults = [];
    for (const key of Object.keys(english.plain)) {
        if (!other.plain[key]?.trim()) faults.push(`${where}: ${key} is missing`);
        else if (holes(other.plain[key]) !== holes(english.plain[key])) faults.push(`${where}: ${key} has other {{…}} than English`);
    }
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.filter((form) => !RARE[language]?.includes(form));
    for (const key of Object.keys(english.plural))
        for (const form of forms) if (!other.plural[key]?.[form]?.trim()) faults.push(`${where}: ${key}_${form} is missing`);
    for (const key of Object.keys(other.plain)) if (!(key in english.plain)) faults.push(`${where}: ${key} is not in English`);
    for (const key of Object.keys(other.plural)) if (!(key in english.plural)) faults.push(`${where}: ${key} is not in English`);
    return faults;
}

export function checkMessages(src) {
    const faults = [];
    for (const folder of fs.readdirSync(src).sort()) {
        const dir = path.join(src, folder, "messages");
        if (!fs.existsSync(dir)) continue;
        const read = (language) => {
            const file = path.join(dir, `${language}.json`);
            if (!fs.existsSync(file)) return { plain: {}, plural: {} };
            try {
                return sort(flatten(JSON.parse(fs.readFileSync(file, "utf8"))));
            } catch (fault) {
                faults.push(`${folder}/messages/${language}.json: ${fault.message}`);
                return { plain: {}, plural: {} };
            }
        };
        const english = read("en");
        for (const language of LANGUAGES) faults.push(...compare(`${folder}/messages/${language}.json`, language, english, read(language)));
    }
    return faults;
}
