// Every page of every area, as the areas' own tables name them: axe in light and dark, a picture of each, nothing that sticks
// out on a phone or at 200 %, in English and in a language of long words.
//
// In the suite a page is looked at in light or in dark, in turn, and on a phone in English; LEADX_WALK=whole looks at all of it.
// A step like ":lead" is filled with the first of its list, so that a new page is walked by itself.
import { axe, facts, open, overflows, picture, say, settled, signIn } from "./harness.mjs";

const WIDE = { width: 1280, height: 860 }, PHONE = { width: 360, height: 740 }, DOUBLED = { width: 640, height: 430 };
const { page, browser, said, asked, close } = await open({ viewport: WIDE });
const seen = { axe: {}, overflows: [], walked: [], empty: [] };

const to = async (path) => {
    await page.evaluate((next) => history.pushState(null, "", next), `/console${path}`);
    await settled(page);
};
/** The id of what the step speaks of, as the person who is signed in sees it; null: there is none. */
const first = (list) => page.evaluate(async ({ path, name }) => {
    const answer = await fetch(path);
    return answer.ok ? ((await answer.json()).items[0]?.[name] ?? null) : `${answer.status} ${path}`;
}, list);

async function filled(area, path) {
    for (const step of path.match(/:\w+/g) ?? []) {
        const list = facts.lists[`${area}${step}`] ?? facts.lists[step];
        if (!list) return { lacks: `${path}: say in test_console_walk.py which list has ${step}` };
        const id = list.path === null ? list.name : await first(list);
        if (id === null) return { lacks: `${path}: the market has no ${step}` };
        path = path.replace(step, encodeURIComponent(id));
    }
    return { path };
}

async function dark(on) {
    await page.emulateMedia({ colorScheme: on ? "dark" : "light" });
    await page.waitForFunction((want) => document.documentElement.dataset.mantineColorScheme === want, on ? "dark" : "light");
}

async function look(name) {
    await settled(page);
    const night = !facts.whole && Object.keys(seen.axe).length % 2 === 1;
    await picture(page, name);
    if (night) await dark(true);
    seen.axe[name] = await axe(page);
    if (facts.whole) {
        await dark(true);
        seen.axe[`${name}-dark`] = await axe(page, ["color-contrast"]); // nothing else differs
        await picture(page, `${name}-dark`);
    }
    await dark(false);
}

async function narrow(name) {
    for (const [size, viewport] of facts.whole ? [["200", DOUBLED], ["360", PHONE]] : [["360", PHONE]]) {
        await page.setViewportSize(viewport);
        if (await overflows(page)) seen.overflows.push(`${name} ${size}`);
    }
    await picture(page, `${name}-360`);
    await page.setViewportSize(WIDE);
}

for (const { area, link, paths } of facts.areas) {
    await browser.clearCookies();
    await signIn(page, link);
    const whole = [];
    for (const path of paths) {
        const { path: there, lacks } = await filled(area, path);
        if (lacks) {
            seen.empty.push(lacks);
            continue;
        }
        const name = `${area}${path.slice(area.length + 1).replace(/\W+/g, "-") || "-home"}`;
        whole.push([name, there]);
        await to(there);
        await look(name);
        await narrow(name);
        seen.walked.push(path);
    }
    if (!facts.whole) continue;
    await page.setViewportSize(PHONE);
    await page.evaluate(() => localStorage.setItem("leadx.language", "ru"));
    await page.reload();
    for (const [name, there] of whole) {
        await to(there);
        if (await overflows(page)) seen.overflows.push(`${name} ru`);
    }
    await page.evaluate(() => localStorage.removeItem("leadx.language"));
    await page.setViewportSize(WIDE);
}

say({ ...seen, said, asked: [...asked] });
await close();
