// What every story of the console stands on: a browser, what it complained about, axe, pictures.
//
// A story reads its facts as JSON on standard input and prints what it saw as JSON in its last line; the Python test beside
// it asserts. Nothing here waits for a time: Playwright waits for what should be there.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";

const require = createRequire(path.join(process.env.LEADX_BROWSER_TOOLS, "package.json"));
const { chromium } = require("playwright-core");
const axeSource = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** A line of what the test says; it waits for nobody but the test. */
function line() {
    const byte = Buffer.alloc(1), bytes = [];
    while (fs.readSync(0, byte) === 1 && byte[0] !== 10) bytes.push(byte[0]);
    return Buffer.from(bytes).toString("utf8");
}
export const facts = JSON.parse(line() || "{}");
export const say = (seen) => console.log(JSON.stringify(seen));
/** The test does what goes by this name (a server stops, a clock moves); its answer. */
export function ask(name) {
    console.log(`ask ${name}`);
    return JSON.parse(line());
}

// Refusals that a story provokes are the browser's to log; anything else in its console is a fault.
const EXPECTED = /the server responded with a status of (4\d\d|503)|net::ERR_/;

/** context: Playwright's options of a browser (viewport, locale, colorScheme). */
export async function open(context = {}) {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), "leadx-browser-"));
    const browser = await chromium.launchPersistentContext(profile, {
        executablePath: process.env.LEADX_CHROMIUM || "/usr/bin/chromium",
        headless: true,
        ignoreHTTPSErrors: true, // the authority is the test's own
        viewport: { width: 1360, height: 900 },
        locale: "en-GB",
        timezoneId: "Europe/Oslo",
        reducedMotion: "reduce", // colours are looked at as they stay
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        ...context,
    });
    const said = [], asked = new Set();
    browser.on("page", watch);
    for (const page of browser.pages()) watch(page);

    function watch(page) {
        page.setDefaultTimeout(60000);
        page.on("console", (message) => {
            const text = `${message.type()}: ${message.text()}`;
            if (["error", "warning"].includes(message.type()) && !EXPECTED.test(text)) said.push(text);
        });
        page.on("pageerror", (fault) => said.push(`error: ${fault.message}`));
        page.on("request", (request) => asked.add(new URL(request.url()).origin));
    }
    const close = async () => {
        await browser.close();
        fs.rmSync(profile, { recursive: true, force: true });
    };
    return { browser, page: browser.pages()[0], said, asked, close };
}

/** Signs in as a person does: by a one-time link, which is pressed. */
export async function signIn(page, link) {
    await page.goto(link);
    await page.locator("form, button").first().waitFor();
    await page.getByRole("main").getByRole("button").first().click();
    await page.locator("[data-page-title]").waitFor();
}

/** Until the page is whole: its title stands, and nothing is asked for any more. */
export async function settled(page) {
    await page.locator("h1").first().waitFor();
    await page.waitForFunction(() => !document.querySelector("[aria-busy=true], [data-loading]"));
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/**
 * Serious and critical findings, as "rule: where"; of these rules alone where some are named. Of an open dialog alone: what lies
 * behind it is out of reach, and is looked at without it.
 */
export async function axe(page, rules) {
    // by the debugger, so that the page's own policy stays as it is; once for each document
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
    return page.evaluate(async (runOnly) => {
        const { violations } = await window.axe.run(document.querySelector("[role=dialog]") ?? document, { resultTypes: ["violations"], ...(runOnly ? { runOnly } : {}) });
        return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
            .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`));
    }, rules);
}

/** Into build/screenshots, for people to look at. */
export async function picture(page, name) {
    await settled(page);
    await page.screenshot({ path: path.join(facts.pictures, `${name}.png`), fullPage: false });
}

/** By the Tab key alone, as somebody without a mouse comes there; in a menu by the arrows. */
export async function tabTo(page, target, most = 60, key = "Tab") {
    await target.waitFor();
    for (let i = 0; i < most; i++) {
        if (await target.evaluate((one) => one === document.activeElement)) return;
        await page.keyboard.press(key);
    }
    throw new Error(`${target} is not reached by ${key}`);
}

/** Whether something sticks out to the side, and stays so: a chart is drawn anew a moment after its place has changed. */
export const overflows = (page) =>
    page.waitForFunction(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1, undefined, { timeout: 2000 }).then(() => false, () => true);
