// What columns are called, as `leadx import` knows it: one list for both, made from admin/cli/import_words.c.
import fs from "node:fs";
import path from "node:path";

const TABLE = /const struct import_words (\w+)\[\] = \{([\s\S]*?)\n\};/g;
const ROW = /\{("(?:[^"\\]|\\.)*"),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\}/g;
const text = (literals) => literals.match(/"((?:[^"\\]|\\.)*)"/g).map((literal) => JSON.parse(literal)).join("");

export function generateWords(here, source) {
    const tables = {};
    for (const [, name, body] of fs.readFileSync(source, "utf8").matchAll(TABLE)) {
        const rows = {};
        for (const [, key, words] of body.matchAll(ROW)) rows[text(key)] = text(words).split("|");
        tables[name.replace(/^import_/, "")] = rows;
    }
    if (!tables.headers?.phone) throw new Error(`${source} does not hold the words of columns`);
    fs.mkdirSync(path.join(here, "generated"), { recursive: true });
    fs.writeFileSync(path.join(here, "generated/words.json"), JSON.stringify(tables));
}
