// An administrator's day, with a colleague who is faster: one dispute ruled by two, a deposit, a transfer that came, a niche that gets a field, a
// company looked at as it sees itself; every page is read.
import { axe, facts, open, picture, say, settled, signIn } from "./harness.mjs";

const mine = await open({ locale: "en-GB" });
const theirs = await open({ locale: "ru-RU" });
const { page } = mine, other = theirs.page;
const seen = { axe: {}, overflows: [] }; // every page on a phone: walk.mjs
const w = facts.words, their = facts.theirWords;
// by the page's own router, as a press on a link does
const to = async (path, name) => {
    await page.evaluate((next) => history.pushState(null, "", next), `/console${path}`);
    await settled(page);
    if (!name) return;
    seen.axe[name] = await axe(page);
    await picture(page, name);
};

await signIn(page, facts.link);
await to("/operator", "operator-floor");

// both write; the colleague is faster
await to("/operator/disputes", "operator-disputes");
await page.locator("tbody tr").first().focus();
await page.keyboard.press("Enter");
await page.getByLabel(w.words).fill("The form was filled twice; the price is split.");
await page.getByText(w.split, { exact: true }).first().click();
seen.axe["operator-ruling"] = await axe(page);
await picture(page, "operator-dispute");
await signIn(other, facts.theirLink);
await other.goto(`${facts.url}/console/operator/disputes/${facts.dispute}`);
await other.getByLabel(their.words).fill("Номер не отвечает.");
await other.getByText(their.buyer, { exact: true }).first().click();
await other.getByRole("button", { name: their.send, exact: true }).click();
await page.getByText(w.faster).waitFor();
seen.kept = await page.getByRole("textbox", { name: w.words }).inputValue();
seen.axe["operator-faster"] = await axe(page);
await picture(page, "operator-faster");

await to(`/operator/leads/${facts.lead}`, "operator-lead");

await to("/operator/money", "operator-money");
await page.getByRole("button", { name: w.deposit }).click();
const dialog = page.getByRole("dialog");
await dialog.getByRole("button", { name: w.book }).click();
seen.missing = await dialog.locator("[aria-invalid=true]").count();
await dialog.getByRole("combobox", { name: w.org }).click();
await page.getByRole("option", { name: facts.buyer }).click();
await dialog.getByLabel(w.amount).fill("1250.50");
await dialog.getByRole("combobox", { name: w.currency }).click();
await page.getByRole("option", { name: "RUB" }).click();
await dialog.getByLabel(w.reference).fill("bank 2026-11-22/1");
seen.axe["operator-deposit"] = await axe(page);
await dialog.getByRole("button", { name: w.book }).click();
await dialog.waitFor({ state: "detached" });

// a transfer came, under a reference that the statement prints in its own way
const find = page.getByRole("textbox", { name: w.find });
await find.fill(facts.slip);
await page.getByText(w.mistyped).waitFor();
await find.fill(facts.printed);
await page.getByRole("button", { name: w.confirm, exact: true }).click();
seen.filled = await dialog.getByLabel(w.came).inputValue();
await dialog.getByLabel(w.came).fill("499.50");
seen.axe["operator-top-up"] = await axe(page);
await picture(page, "operator-top-up");
await dialog.getByRole("button", { name: w.book }).click();
await dialog.waitFor({ state: "detached" });
await page.getByText(w.paid, { exact: true }).waitFor();
await picture(page, "operator-top-up-paid");

await to(`/operator/niches/${facts.niche}`, "operator-niche");
await page.getByRole("button", { name: w.addField }).click();
await page.getByRole("textbox", { name: w.fieldName }).last().fill("pets");
await page.getByLabel(w.titled).fill("Mine");
// the colleague, who reads another language, is faster here too: theirs comes in, what is typed stays
await other.goto(`${facts.url}/console/operator/niches/${facts.niche}`);
await other.getByLabel(their.titled).fill("Theirs");
await other.getByLabel(their.leastScore).fill("40");
await other.getByRole("button", { name: their.save }).first().click();
await other.getByText(their.saved).first().waitFor();
await page.getByRole("button", { name: w.save }).first().click();
const news = page.getByRole("alert").filter({ hasText: w.meanwhile });
await news.waitFor();
seen.news = await news.innerText();
seen.typed = [await page.getByLabel(w.titled).inputValue(), await page.getByRole("textbox", { name: w.fieldName }).last().inputValue(), await page.getByLabel(w.leastScore).inputValue()];
seen.axe["operator-meanwhile"] = await axe(page);
await picture(page, "operator-meanwhile");
await page.getByRole("button", { name: w.save }).first().click();
await page.getByText(w.saved).first().waitFor();
await news.waitFor({ state: "detached" });

await page.getByLabel(w.freeClaims).fill("7");
await page.getByRole("button", { name: w.keepTerms }).click();
await page.getByText(w.claimsSaved).waitFor();

// somebody complains and names an agency's own number: the lead is found by it, and the person sold no more
await to("/operator/leads", "operator-leads");
await page.getByRole("textbox", { name: w.number }).fill(facts.number);
await page.keyboard.press("Enter");
await page.getByText(w.whose).waitFor();
seen.axe["operator-leads-whose"] = await axe(page);
await page.getByRole("combobox", { name: w.seller }).click();
await page.getByRole("option", { name: facts.seller }).click();
await page.locator("tbody tr", { hasText: facts.number }).waitFor();
await page.locator("tbody tr").first().focus();
await page.keyboard.press("Enter");
await page.waitForURL(/\/operator\/leads\/[0-9a-f-]{36}$/);
await settled(page);
await page.getByRole("button", { name: w.revoke, exact: true }).click();
seen.axe["operator-revoke"] = await axe(page);
await dialog.getByRole("button", { name: w.revoke, exact: true }).click();
await page.getByText(w.revoked).waitFor();

await to("/operator/terms", "operator-terms");
await page.getByRole("button", { name: w.publish }).click();
await dialog.getByLabel(w.version).fill("2027-1");
await dialog.getByLabel(w.termsText, { exact: true }).fill("Bring only people who asked.");
seen.axe["operator-publish"] = await axe(page);
await dialog.getByRole("button", { name: w.publish }).click();
await page.getByText("Bring only people who asked.").waitFor();

await to("/operator/checks", "operator-checks");
await page.getByRole("main").getByRole("button", { name: w.admit }).first().click();
await dialog.getByRole("textbox").fill("numbers");
await dialog.getByRole("button", { name: w.admit }).click();
seen.secret = await page.getByRole("textbox", { name: w.secret }).inputValue();
await page.keyboard.press("Escape");
await dialog.waitFor({ state: "detached" });

await to("/operator/orgs");
await page.getByRole("button", { name: w.findPerson }).click();
await dialog.getByRole("textbox").fill(facts.email);
await page.keyboard.press("Enter");
await dialog.getByRole("link", { name: facts.seller }).waitFor();
seen.axe["operator-find"] = await axe(page);
await dialog.getByRole("link", { name: facts.seller }).click();
await page.waitForURL(new RegExp(`/operator/orgs/${facts.org}$`));

const pages = ["reviews", "alerts", "orgs", `orgs/${facts.org}`, "niches", "new-niche", "suppressions", "payouts", "ledger", "transfers", "audit", "settings"];
for (const name of pages) await to(`/operator/${name}`, `operator-${name.replace(facts.org, "one").replaceAll("/", "-")}`);

await to(`/operator/orgs/${facts.org}`);
await page.getByRole("button", { name: w.look, exact: true }).click();
await page.getByRole("dialog").getByRole("textbox").fill("Asked why nothing sells");
await page.getByRole("dialog").getByRole("button", { name: w.look, exact: true }).click();
const banner = page.getByRole("status").filter({ hasText: "Asked why nothing sells" });
await banner.waitFor();
await settled(page);
seen.sidebar = await page.getByRole("navigation").first().innerText();
seen.axe["operator-looking"] = await axe(page);
await picture(page, "operator-looking");
await banner.getByRole("button").click();
await page.waitForURL(/\/console\/operator$/);
await settled(page);

await mine.close();
await theirs.close();
say({ ...seen, said: [...mine.said, ...theirs.said], asked: [...mine.asked, ...theirs.asked] });
