// Opens /docs, authorizes with a key and calls GET /v1/me there. Facts come as JSON on standard input.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";

const require = createRequire(path.join(process.env.LEADX_BROWSER_TOOLS, "package.json"));
const { chromium } = require("playwright-core");
const { url, key, picture } = JSON.parse(fs.readFileSync(0, "utf8"));

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "leadx-browser-"));
const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.LEADX_CHROMIUM || "/usr/bin/chromium",
    headless: true,
    ignoreHTTPSErrors: true, // the authority is the test's own
    viewport: { width: 1200, height: 1000 },
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
    const page = await browser.newPage();
    const said = [], asked = new Set();
    // nobody is signed in here, which the page asks for first
    page.on("console", (message) => message.text().includes("status of 401") || said.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (fault) => said.push(`error: ${fault.message}`));
    page.on("request", (request) => asked.add(request.url().slice(0, 200)));

    await page.goto(`${url}/docs`);
    await page.waitForSelector(".opblock-tag");
    const tags = await page.locator(".opblock-tag").count();
    await page.click("[id$=tag-access]");
    await page.waitForSelector("[id$=getMe]");
    await page.screenshot({ path: picture });
    const hint = await page.textContent("aside");
    const operations = await page.locator(".opblock").count();

    await page.click(".btn.authorize");
    await page.fill(".modal-ux input", key);
    await page.click(".modal-ux .authorize");
    await page.click(".modal-ux .btn-done");
    await page.click("[id$=getMe] .opblock-summary-control");
    await page.click("[id$=getMe] .try-out__btn");
    await page.click("[id$=getMe] .execute");
    const row = page.locator("[id$=getMe] .live-responses-table tbody tr").first();
    const status = (await row.locator(".response-col_status").innerText()).trim().split("\n")[0];
    const body = await row.locator(".response-col_description").innerText();
    console.log(JSON.stringify({ status, body, hint, operations, tags, said, asked: [...asked] }));
} finally {
    await browser.close();
    fs.rmSync(profile, { recursive: true, force: true });
}
