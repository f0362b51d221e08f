// The server's settings as the guide lists them (it is printed by the server itself), for the operator's page of them.
import fs from "node:fs";
import path from "node:path";

const plain = (cell) => cell.trim().replaceAll("`", "").replaceAll("\\|", "|");

export function generateSettings(here, source) {
    const rows = fs.readFileSync(source, "utf8").split("\n").filter((line) => line.startsWith("| `")).map((line) => {
        const [name, values, standard, reload, text] = line.slice(1, -1).split(/(?<!\\)\|/).map(plain);
        return { name, values, standard, reload: reload !== "", text };
    });
    if (!rows.some(({ name, text }) => name === "console_dir" && text)) throw new Error(`${source} does not hold the settings`);
    fs.mkdirSync(path.join(here, "generated"), { recursive: true });
    fs.writeFileSync(path.join(here, "generated/settings.json"), JSON.stringify(rows));
}
