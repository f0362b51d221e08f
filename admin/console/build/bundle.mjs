// The bundle: one entry, a chunk for each page, each worker a file of its own, every name with a hash of its content.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import esbuild from "esbuild";
import { barrels } from "./barrels.mjs";

const common = {
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    metafile: true,
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".woff2": "file" },
    publicPath: "/console/assets/",
    logLevel: "warning",
};

// Workers first: the page names them by their hashed names.
async function workers(here, out) {
    const dir = path.join(here, "src/workers");
    const names = (fs.existsSync(dir) ? fs.readdirSync(dir) : []).filter((name) => name.endsWith(".ts"));
    if (names.length === 0) return {};
    const built = await esbuild.build({
        ...common, entryPoints: names.map((name) => path.join(dir, name)), outdir: out, entryNames: "worker-[name]-[hash]",
    });
    const found = {};
    for (const [file, output] of Object.entries(built.metafile.outputs))
        found[path.basename(output.entryPoint, ".ts")] = path.basename(file);
    return found;
}

function page(here, out, outputs) {
    const entry = Object.entries(outputs).find(([, output]) => output.entryPoint?.endsWith("src/main.tsx"));
    const names = { "main.js": path.basename(entry[0]), "main.css": path.basename(entry[1].cssBundle) };
    const icon = fs.readFileSync(path.join(here, "src/icon.svg"));
    names["icon.svg"] = `icon-${crypto.createHash("sha256").update(icon).digest("hex").slice(0, 8)}.svg`;
    fs.writeFileSync(path.join(out, names["icon.svg"]), icon);
    const html = fs.readFileSync(path.join(here, "src/index.html"), "utf8").replace(/\{\{file (.+?)\}\}/g, (_, name) => names[name]);
    fs.writeFileSync(path.join(out, "index.html"), html);
}

export async function bundle(here, out) {
    const worker = await workers(here, out);
    const built = await esbuild.build({
        ...common,
        entryPoints: [path.join(here, "src/main.tsx")],
        outdir: out,
        splitting: true,
        plugins: [barrels(here)],
        entryNames: "[name]-[hash]",
        chunkNames: "[name]-[hash]",
        assetNames: "[name]-[hash]",
        define: { ...common.define, WORKERS: JSON.stringify(worker) },
    });
    page(here, out, built.metafile.outputs);
    return built.metafile.outputs;
}
