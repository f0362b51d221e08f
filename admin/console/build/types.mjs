// Types of every path and schema, made from the API's description: what the server no longer has does not compile here.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

function run(here, tool, args) {
    const done = spawnSync(process.execPath, [path.join(here, "node_modules", tool), ...args], { cwd: here, encoding: "utf8" });
    return { ok: done.status === 0, said: `${done.stdout}${done.stderr}` };
}

export function generateTypes(here, openapi) {
    const file = path.join(here, "generated/api.ts");
    if (fs.existsSync(file) && fs.statSync(file).mtimeMs > fs.statSync(openapi).mtimeMs) return;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const { ok, said } = run(here, "openapi-typescript/bin/cli.js", [openapi, "--output", file, "--default-non-nullable", "false"]);
    if (!ok) throw new Error(said);
}

export function checkTypes(here) {
    const { ok, said } = run(here, "typescript/bin/tsc", ["--incremental", "--tsBuildInfoFile", "generated/types.tsbuildinfo"]);
    if (!ok) console.error(said);
    return ok;
}
