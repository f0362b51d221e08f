// A buyer's day: an order is built with the estimate beside it, what it bought is worked by keys alone, one lead is returned,
// two listings are chosen and a rival is faster on one of them, money is asked for.
import { axe, facts, open, overflows, picture, say, settled, signIn } from "./harness.mjs";

const { page, said, asked, close } = await open({ locale: facts.locale });
const seen = { axe: {}, overflows: [] };
const w = facts.words;
// by the page's own router, as a press on a link does
const to = async (path, name) => {
    await page.evaluate((next) => history.pushState(null, "", next), `/console/advertiser${path}`);
    await settled(page);
    if (!name || facts.narrow) return;
    seen.axe[name] = await axe(page);
    await picture(page, `advertiser-${name}-${facts.locale}`);
};
const button = (name) => page.getByRole("button", { name, exact: true });
const choose = async (label, option) => {
    await page.getByRole("combobox", { name: label, exact: true }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
};

await signIn(page, facts.link);
await to("", "home");

// an order; what nobody typed is asked for at its field
await to("/orders/new");
await choose(w.niche, facts.niche);
await button(w.make).click();
await page.getByText(w.priceMissing).waitFor();
await page.getByLabel(w.name, { exact: true }).fill("Grown up");
await page.getByLabel(w.ageLeast).fill("30");
await page.getByLabel(w.sharedPrice).fill("310");
seen.estimate = await page.getByText(w.yoursShared).innerText();
await page.getByText(w.mark, { exact: true }).waitFor();
seen.axe.builder = await axe(page);
await picture(page, `advertiser-builder-${facts.locale}`);
await button(w.make).click();
await page.getByRole("heading", { name: "Grown up" }).waitFor();
seen.order = page.url().split("/").pop();
await to(`/orders/${seen.order}`, "order");
await to("/orders", "orders");

// the other order over the leads of the last days: as it was, then at another price, which is made its own
await to(`/orders/${facts.order}`);
await page.getByRole("link", { name: w.tryOut, exact: true }).click();
await page.getByText(w.wouldTwo, { exact: true }).waitFor();
await to(`/orders/${facts.order}/replay`, "replay");
await page.getByText(w.wouldTwo, { exact: true }).waitFor();
await page.getByLabel(w.sharedPrice).fill("0.01"); // below the floor: said at its field, and the answer stays
await button(w.replay).click();
await page.locator("input[aria-invalid=true]").waitFor();
await page.getByText(w.wouldTwo, { exact: true }).waitFor();
await page.getByLabel(w.sharedPrice).fill("320");
await button(w.replay).click();
await page.getByText(w.withChanges, { exact: true }).waitFor();
if (!facts.narrow) seen.axe.replayed = await axe(page);
await button(w.changeSo).click();
await page.getByRole("dialog").getByRole("button", { name: w.changeSo, exact: true }).click();
await page.waitForURL(new RegExp(`/orders/${facts.order}$`));

// the work list: by keys alone
await to("/work", "work");
const rows = page.locator("[data-sale]");
seen.first = await rows.nth(0).getAttribute("data-sale");
seen.readsBefore = await page.getByText(w.never).count();
await page.keyboard.press("j");
await page.locator("[data-sale][aria-current=true]").nth(0).waitFor();
seen.chosen = await page.locator("[data-sale][aria-current=true]").getAttribute("data-sale");
await page.keyboard.press("c");
await page.locator("a[href^='tel:']").waitFor();
await page.keyboard.press("2");
await page.locator("[data-sale][aria-current=true]").getByText(w.working).waitFor();
await page.keyboard.press("n");
await page.keyboard.type("Asked to be called after six.");
await page.keyboard.press("Control+Enter");
await page.getByText(w.saved).first().waitFor();
await page.evaluate(() => document.activeElement.blur());
await page.keyboard.press("o"); // to the outcomes; the first is that the person was reached
await page.keyboard.press("Space");
await page.getByLabel(w.seconds).fill("75");
await button(w.report).click();
await page.getByText(w.reported).first().waitFor();
seen.axe["work-open"] = await axe(page);
await picture(page, `advertiser-work-open-${facts.locale}`);

// one is returned
await to(`/leads/${seen.first}`, "lead");
await to(`/leads/${seen.first}/dispute`);
await page.locator("input[value=wrong_person]").check();
await button(w.send).click();
await page.getByText(facts.lacks).first().waitFor(); // the server says what the reason needs
await page.getByLabel(w.words).fill("A florist answers, who never asked.");
await button(w.addAttempt).click();
await page.getByLabel(w.when).fill("2025-11-21T10:00");
await page.getByLabel(w.result).fill("A florist");
seen.axe.claim = await axe(page);
await picture(page, `advertiser-claim-${facts.locale}`);
await button(w.send).click();
await page.waitForURL(/advertiser\/disputes\/./);
seen.dispute = page.url().split("/").pop();
await to(`/disputes/${seen.dispute}`, "dispute");

// two buyers, one listing; who names no niche begins at the fullest shelf
await to("/market", "market");
const alone = page.getByRole("button", { name: new RegExp(`^${w.alone}`) });
await alone.nth(0).click();
await alone.nth(1).click();
const rival = await open({ locale: facts.locale });
await signIn(rival.page, facts.rival);
await rival.page.goto(`${facts.url}/console/advertiser/market?niche=${facts.shelf}`);
await rival.page.getByRole("button", { name: new RegExp(`^${w.alone}`) }).nth(0).click();
for (const one of [rival.page, page]) {
    await one.getByRole("button", { name: w.look }).click();
    await one.getByRole("dialog").getByRole("button", { name: w.buy }).click();
    await one.getByRole("dialog").getByRole("status").waitFor();
}
said.push(...rival.said);
await rival.close();
seen.result = await page.getByRole("dialog").innerText();
seen.axe.bought = await axe(page);
await picture(page, `advertiser-bought-${facts.locale}`);
await page.keyboard.press("Escape");

await to("/suppressions", "suppressions");
await page.getByLabel(w.paste).fill("+7 999 100-20-30; Anna\nno number here\nolga@example.com");
await page.getByRole("button", { name: w.addPeople }).click();
seen.suppressed = await page.getByRole("status").filter({ hasText: /\d/ }).first().innerText();
for (const name of facts.narrow ? [] : ["searches", "offers", "disputes", "money", "delivery", "keys"]) await to(`/${name}`, name);

// paying in by transfer: what to write on it is shown at once, and stays to be found
await to("/money");
if (facts.narrow) await page.setViewportSize({ width: 360, height: 740 });
await button(w.ask).click();
const dialog = page.getByRole("dialog");
await dialog.getByLabel(w.amount).fill("500");
seen.axe.ask = await axe(page);
await dialog.getByRole("button", { name: w.askSend, exact: true }).click();
await dialog.getByText(w.writeReference).waitFor();
seen.reference = await dialog.innerText();
seen.axe.pay = await axe(page);
await settled(page);
await picture(page, `advertiser-pay-${facts.locale}`);
await dialog.getByRole("button", { name: w.close, exact: true }).click();
await dialog.waitFor({ state: "detached" });
await page.getByText(w.awaits, { exact: true }).first().waitFor();
await picture(page, `advertiser-top-ups-${facts.locale}`);

// a phone
if (facts.narrow) {
    await page.setViewportSize({ width: 360, height: 740 });
    await to("/work"); // every page so narrow: walk.mjs
    if (await overflows(page)) seen.overflows.push("/work");
    await picture(page, `advertiser-work-360-${facts.locale}`);
}

say({ ...seen, said, asked: [...asked] });
await close();
