// Shows this server's own description, and sends what is tried to this server: as who is signed in, or with a key.
"use strict";

const HOUR_MS = 3_600_000;
// Reads, and brings leads; the example of a lead is a test, which nobody buys.
const SCOPES = { seller: ["leads:read", "leads:write", "money:read"], buyer: ["orders:read", "sales:read", "money:read"], admin: ["admin:read"] };

/** Who is signed in at the console; null: nobody. */
async function whoever() {
    const answer = await fetch("/v1/me");
    return answer.ok ? answer.json() : null;
}

async function makeKey(me) {
    const scopes = [...new Set(me.roles.flatMap((role) => SCOPES[role] ?? []))];
    const answer = await fetch("/v1/keys", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": me.csrf, "Idempotency-Key": crypto.randomUUID() },
        body: JSON.stringify({ name: "explorer", scopes, expires_at: new Date(Date.now() + HOUR_MS).toISOString() }),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.detail ?? said.title);
    return said.key;
}

function greet(me, ui) {
    const signedIn = document.getElementById("signed-in"), button = document.getElementById("make-key"), said = document.getElementById("said");
    document.getElementById("who").textContent = `${me.user.name || me.user.email} of ${me.org.name}`;
    signedIn.hidden = false;
    document.getElementById("signed-out").hidden = true;
    button.hidden = me.looking_as !== null || ["viewer", "auditor"].includes(me.user.role);
    button.addEventListener("click", async () => {
        button.disabled = true;
        try {
            ui.preauthorizeApiKey("key", await makeKey(me));
            said.textContent = "Filled in. It ends in an hour; among your API keys you can revoke it before.";
        } catch (fault) {
            button.disabled = false;
            said.textContent = `No key was made: ${fault.message}`;
        }
    });
}

async function show() {
    const [answer, me] = await Promise.all([fetch("/openapi.json"), whoever()]);
    const description = await answer.json();
    description.servers = [{ url: location.origin }];
    description.paths["/v1/leads"].post.requestBody.content["application/json"].example.test = true;
    const ui = window.SwaggerUIBundle({
        spec: description,
        dom_id: "#explorer",
        presets: [window.SwaggerUIBundle.presets.apis],
        layout: "BaseLayout",
        deepLinking: true,
        docExpansion: "none", // there are more operations than a page shows at once
        defaultModelsExpandDepth: 0,
        displayRequestDuration: true,
        filter: true,
        validatorUrl: null,
        withCredentials: false,
        // a key and a session at once are refused: the key goes alone
        requestInterceptor: (request) => Object.assign(request, { credentials: request.headers.Authorization ? "omit" : "same-origin" }),
    });
    if (me?.user) greet(me, ui);
}

show().catch((fault) => {
    document.getElementById("explorer").textContent = `The description could not be loaded: ${fault.message}`;
});
