// Builds the console into dist/: node build/main.mjs [--quick] [--openapi FILE] [--words FILE] [--settings FILE]
//
// In order: every message in every language, types from the API's description, the words of columns, the settings, the type check, the bundle, its size,
// the packed forms. What is wrong ends the build; --quick leaves the type check out, for a developer's next look.
// Runs on Node 18.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.mjs";
import { checkMessages } from "./messages.mjs";
import { pack } from "./pack.mjs";
import { generateSettings } from "./settings.mjs";
import { firstLoad, FIRST_LOAD_MAX } from "./size.mjs";
import { checkTypes, generateTypes } from "./types.mjs";
import { generateWords } from "./words.mjs";

const HERE = path.resolve(path.dirname(new URL(import.meta.url).pathname), "..");
const { values } = parseArgs({
    options: {
        quick: { type: "boolean", default: false },
        openapi: { type: "string", default: path.join(HERE, "../openapi.yaml") },
        words: { type: "string", default: path.join(HERE, "../cli/import_words.c") },
        settings: { type: "string", default: path.join(HERE, "../guide/settings.md") },
    },
});

function fail(sentence) {
    console.error(sentence);
    process.exit(1);
}

const faults = checkMessages(path.join(HERE, "src"));
if (faults.length > 0) fail(faults.join("\n"));
generateTypes(HERE, values.openapi);
generateWords(HERE, values.words);
generateSettings(HERE, values.settings);
if (!values.quick && !checkTypes(HERE)) process.exit(1);

const fresh = path.join(HERE, "dist.new"), dist = path.join(HERE, "dist");
fs.rmSync(fresh, { recursive: true, force: true });
const built = await bundle(HERE, fresh);
const load = firstLoad(built, fresh);
const kib = (bytes) => (bytes / 1024).toFixed(1);
console.log(`first load: ${kib(load.script)} KiB of JavaScript (at most ${kib(FIRST_LOAD_MAX)}), ${kib(load.style)} KiB of styles, both as gzip`);
if (load.script > FIRST_LOAD_MAX) fail(`too much is loaded at first; the largest parts:\n${load.largest.join("\n")}`);
pack(fresh);
fs.rmSync(dist, { recursive: true, force: true });
fs.renameSync(fresh, dist);
