// What a browser loads before the first screen stands: the entry and what it imports at once, as gzip.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

export const FIRST_LOAD_MAX = 250 * 1024;

const gzipped = (file) => zlib.gzipSync(fs.readFileSync(file), { level: 9 }).length;

function atOnce(outputs, name, seen = new Set()) {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const used of outputs[name].imports) if (used.kind === "import-statement") atOnce(outputs, used.path, seen);
    return seen;
}

function largest(outputs, names) {
    const sizes = {};
    for (const name of names)
        for (const [input, { bytesInOutput }] of Object.entries(outputs[name].inputs)) {
            const part = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? "src";
            sizes[part] = (sizes[part] ?? 0) + bytesInOutput;
        }
    return Object.entries(sizes).sort((a, b) => b[1] - a[1]).slice(0, 12).map(([part, bytes]) => `  ${part}: ${bytes} bytes before gzip`);
}

export function firstLoad(outputs, out) {
    const [entry, { cssBundle }] = Object.entries(outputs).find(([, output]) => output.entryPoint?.endsWith("src/main.tsx"));
    const names = [...atOnce(outputs, entry)];
    const weigh = (name) => gzipped(path.join(out, path.basename(name)));
    return { script: names.reduce((sum, name) => sum + weigh(name), 0), style: weigh(cssBundle), largest: largest(outputs, names) };
}
