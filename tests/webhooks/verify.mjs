// Reads {"messages": [{secret, headers, body}]} from standard input and prints one verdict a
// message: "ok", or what the reference library said. LEADX_WEBHOOKS names the directory with its
// node_modules.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.env.LEADX_WEBHOOKS, "package.json"));
const { Webhook } = require("standardwebhooks");

function verdict({ secret, headers, body }) {
    try {
        new Webhook(secret).verify(body, headers);
        return "ok";
    } catch (fault) {
        return String(fault.message || fault);
    }
}

const { messages } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(messages.map(verdict)));
