// An agency's morning: a broken file is refused, a good one is sold, one lead is read to its reasons, a claim is contested,
// a payout cannot be more than there is, a key is made.
import { ask, axe, facts, open, overflows, picture, say, settled, signIn } from "./harness.mjs";

const { page, said, asked, close } = await open({ locale: facts.locale });
const seen = { axe: {}, overflows: [] };
const w = facts.words;
// by the page's own router, as a press on a link does
const to = async (path, name) => {
    await page.evaluate((next) => history.pushState(null, "", next), `/console${path}`);
    await settled(page);
    if (!name || facts.narrow) return;
    seen.axe[name] = await axe(page);
    await picture(page, `${name}-${facts.locale}`);
};

await signIn(page, facts.link);
await to("/agency", "agency-home");

await to("/agency/upload");
await page.setInputFiles("[data-file]", { name: "paper.csv", mimeType: "text/csv", buffer: Buffer.from("%PDF-1.7") });
await page.getByRole("alert").waitFor();
await page.setInputFiles("[data-file]", { name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(facts.csv, "base64") });
await page.getByRole("combobox", { name: w.niche }).click();
await page.getByRole("option", { name: facts.niche }).click();
await page.getByLabel(w.agreed).fill("I agree to be called");
await page.getByRole("button", { name: w.try, exact: true }).click();
seen.tried = await page.getByRole("status").filter({ hasText: /\d/ }).first().innerText();
seen.axe["agency-upload"] = await axe(page);
await picture(page, `agency-upload-${facts.locale}`);
await page.getByRole("button", { name: w.start }).click();
await page.getByText(w.finished).waitFor();
const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: w.errors }).click()]);
seen.errors = (await (await file.createReadStream()).toArray()).map(String).join("");

await to("/agency/leads", "agency-leads");
await page.locator("tbody tr").filter({ hasText: facts.sold }).first().focus();
await page.keyboard.press("Enter");
await page.getByRole("heading", { name: facts.sold }).waitFor();
await page.getByText(facts.buyer).first().waitFor();
await settled(page);
seen.axe["agency-lead"] = await axe(page);
await picture(page, `agency-lead-${facts.locale}`);

await to(`/agency/disputes/${facts.dispute}`);
await page.getByRole("button", { name: w.contest }).first().click();
const dialog = page.getByRole("dialog");
await dialog.getByRole("textbox").first().fill("She asked on our form; see the recording.");
seen.axe.contest = await axe(page);
await dialog.getByRole("button", { name: w.contest }).click();
await dialog.waitFor({ state: "detached" });
await settled(page);
seen.axe["agency-dispute"] = await axe(page);
await picture(page, `agency-dispute-${facts.locale}`);

// an advertiser's offer is asked for; the exchange's terms are accepted as they were read
await to("/agency/offers", "agency-offers");
await page.locator("tbody tr", { hasText: facts.offer }).first().focus();
await page.keyboard.press("Enter");
await page.getByRole("button", { name: w.join }).click();
await page.getByText(w.joinAsked, { exact: true }).waitFor();
await settled(page);
if (!facts.narrow) seen.axe["agency-offer"] = await axe(page);
await page.getByRole("status").getByRole("link").click();
await page.getByText(facts.terms).waitFor();
seen.axe["agency-company"] = await axe(page);
await picture(page, `agency-company-${facts.locale}`);
await page.getByRole("button", { name: w.accept, exact: true }).click();
await page.getByRole("button", { name: w.accept, exact: true }).waitFor({ state: "detached" });
seen.strip = await page.getByRole("status").filter({ has: page.getByRole("link") }).count();

for (const name of facts.narrow ? ["keys"] : ["sources", "disputes", "money", "webhooks", "keys"]) await to(`/agency/${name}`, `agency-${name}`);
await page.getByRole("main").getByRole("button", { name: w.makeKey }).first().click();
await page.getByRole("dialog").getByLabel(w.keyName).fill("crm");
await page.getByRole("dialog").getByRole("button", { name: w.makeKey }).click();
seen.key = await page.getByRole("textbox", { name: w.keyMade }).inputValue();
await page.keyboard.press("Escape");

// a phone
if (facts.narrow) {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ["", "/upload", "/leads", `/leads/${facts.lead}`, "/sources", "/offers", "/disputes", `/disputes/${facts.dispute}`, "/money", "/webhooks", "/keys"]) {
        await to(`/agency${path}`);
        if (await overflows(page)) seen.overflows.push(path);
    }
    await to("/agency/leads");
    await picture(page, `agency-leads-360-${facts.locale}`);
}

// held back, the company appeals where the strip leads
if (facts.narrow) {
    ask("restrain");
    await page.reload();
    await settled(page);
    await page.getByRole("status").getByRole("link").click();
    await page.getByText(facts.reason).first().waitFor();
    await page.getByRole("button", { name: w.appeal, exact: true }).click();
    await dialog.getByRole("textbox").fill("We stopped that source.");
    seen.axe["agency-appeal"] = await axe(page);
    await dialog.getByRole("button", { name: w.appeal, exact: true }).click();
    await page.getByText("We stopped that source.").waitFor();
    if (await overflows(page)) seen.overflows.push("/company");
    await picture(page, "agency-appeal-360");
}

say({ ...seen, said, asked: [...asked] });
await close();
