// Shows this server's own description, and sends what is tried to this server.
"use strict";

async function show() {
    const answer = await fetch("/openapi.json");
    const description = await answer.json();
    description.servers = [{ url: location.origin }];
    window.SwaggerUIBundle({
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
    });
}

show().catch((fault) => {
    document.getElementById("explorer").textContent = `The description could not be loaded: ${fault.message}`;
});
