// What an administrator agrees about money, admits, bills and takes back: a currency's terms, a company's fees, a provider that
// reports a deposit, a tax rate, an invoice and its credit note, a batch for the bank, a proof, a sale reversed.
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ask, axe, facts, open, overflows, picture, say, settled, signIn } from "./harness.mjs";

const { page, said, asked, close } = await open();
const seen = { axe: {}, overflows: [] };
const w = facts.words;
const to = async (path) => {
    await page.evaluate((next) => history.pushState(null, "", next), `/console/operator/${path}`);
    await settled(page);
};
const dialog = page.getByRole("dialog");
const gone = () => dialog.waitFor({ state: "detached" });
const press = (name, where = page) => where.getByRole("button", { name, exact: true }).first().click();
const look = async (name) => {
    await settled(page);
    seen.axe[name] = await axe(page);
    await picture(page, `operator-${name}`);
};
const choose = async (field, option) => {
    await dialog.getByRole("combobox", { name: field }).last().click();
    await page.getByRole("option", { name: option, exact: true }).click();
};

/** A deposit as the provider reports it, signed with what the dialog showed; the answer's status. */
async function report(secret) {
    const body = JSON.stringify({ type: "deposit", reference: "k-17", org: facts.buyer, amount: { amount: 70_000, currency: "RUB" } });
    const at = Math.floor(Date.now() / 1000), v1 = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
    const headers = { "Content-Type": "application/json", "Leadx-Signature": `t=${at},v1=${v1}` };
    return (await page.request.post(seen.hook, { data: Buffer.from(body), headers })).status();
}

await signIn(page, facts.link);

await to("money-terms");
await press(w.change);
await dialog.getByLabel(w.minPayout).fill("nothing");
await press(w.save, dialog);
seen.wrong = await dialog.locator("[aria-invalid=true]").count();
await dialog.getByLabel(w.minPayout).fill("15");
await dialog.getByLabel(w.limit).fill("5 000");
await dialog.getByLabel(w.hold).fill("2");
await dialog.getByLabel(w.payTo).fill("The Exchange\nGB33 BUKB 2020 1555 5555 55");
await look("money-terms");
await press(w.save, dialog);
await gone();

await to(`orgs/${facts.seller}`);
await press(w.change);
await press(w.addFee);
await choose(w.niche, facts.niche);
await dialog.getByLabel(w.fee, { exact: true }).fill("7.5");
await dialog.getByLabel(w.feeFixed).fill("3");
await look("org-terms");
await press(w.save, dialog);
await gone();
await press(w.holdPayouts);
await dialog.getByLabel(w.reason).fill("Papers are missing");
await press(w.holdPayouts, dialog);
await page.getByText("Papers are missing").first().waitFor();
await press(w.release);
await press(w.release, dialog);
await page.getByRole("button", { name: w.holdPayouts, exact: true }).waitFor();

// the secret is shown once; who has it is believed, until it is disabled
await to("payment-providers");
await press(w.admit);
await dialog.getByLabel(w.name).fill("Kortis!");
await press(w.admit, dialog);
seen.badName = await dialog.locator("[aria-invalid=true]").count();
await dialog.getByLabel(w.name).fill("kortis");
await press(w.admit, dialog);
const secret = await dialog.getByLabel(w.secret).inputValue();
seen.hook = await dialog.getByLabel(w.hook).inputValue();
await page.keyboard.press("Escape");
seen.stays = await dialog.getByLabel(w.secret).isVisible();
await look("payment-providers");
await press(w.done, dialog);
await gone();
seen.secretLeft = (await page.content()).includes(secret);
seen.reported = await report(secret);
await press(w.disable);
await press(w.disable, dialog);
await page.getByRole("button", { name: w.enable, exact: true }).waitFor();
seen.refused = await report(secret);
await press(w.enable);
await press(w.enable, dialog);
await page.getByRole("button", { name: w.disable, exact: true }).waitFor();
await press(w.rotate);
await press(w.rotate, dialog);
const renewed = await dialog.getByLabel(w.secret).inputValue();
await press(w.done, dialog);
seen.rotated = [await report(secret), await report(renewed)];

await to("invoices/taxes");
await press(w.addRate);
await dialog.getByLabel(w.taxName).fill("MVA");
await dialog.getByLabel(w.rate).fill("25");
await dialog.getByLabel(w.fromDay).fill("2020-01-01");
await look("taxes");
await press(w.addRate, dialog);
await gone();

await to("invoices");
await press(w.bill);
await choose(w.org, facts.buyerName);
await choose(w.currency, "RUB");
await look("bill");
await press(w.bill, dialog);
await page.getByRole("heading", { name: /^INV-/ }).waitFor();
seen.invoice = (await page.getByRole("heading", { level: 1 }).innerText()).match(/INV-\S+/)[0];
seen.paper = await page.getByRole("link", { name: w.paper }).first().getAttribute("href");
await press(w.credit);
await dialog.getByLabel(w.amount).fill("999999");
await dialog.getByLabel(w.reason).fill("kindness");
await press(w.credit, dialog);
seen.tooMuch = await dialog.locator("[aria-invalid=true]").count();
await dialog.getByLabel(w.amount).fill("12.50");
await press(w.credit, dialog);
await page.getByRole("heading", { name: /^CN-/ }).waitFor();
await page.getByRole("link", { name: seen.invoice }).waitFor();
await to(`invoices?number=${seen.invoice}`);
seen.found = await page.locator("tbody tr").count();

await to(`payouts/${facts.batch}`);
const [file] = await Promise.all([page.waitForEvent("download"), press("pain.001")]);
seen.file = await readFile(await file.path(), "utf8");
await press(w.paid);
await press(w.paid, dialog);
await page.getByText(w.batchPaid).waitFor();

await to(`transfers?day=${facts.day}`);
await press(w.show);
await dialog.getByText("leadx-proof 1").waitFor();
seen.proof = await dialog.locator("pre").innerText();
await look("proof");
await press(w.close, dialog);
await gone();
await to("ledger");
seen.key = await page.getByText(/^[0-9a-f]{64}$/).first().innerText();

// what it does is said before it is done; nothing is done at the first press
await to(`leads/${facts.lead}`);
await press(w.takeBack);
await dialog.getByRole("table").waitFor();
await press(w.next, dialog);
seen.reasonWanted = await dialog.locator("[aria-invalid=true]").count();
await dialog.getByLabel(w.reason).fill("Made up, found late");
await settled(page);
seen.preview = await dialog.getByRole("table").innerText();
await look("reverse");
await dialog.getByRole("button", { name: w.next, exact: true }).dblclick();
await dialog.getByRole("button", { name: w.back, exact: true }).waitFor();
seen.untouched = ask("state");
await look("reverse-sure");
await page.setViewportSize({ width: 360, height: 740 });
if (await overflows(page)) seen.overflows.push("reverse 360");
await dialog.locator("button[type=submit]").click();
await gone();
await page.getByText(w.reversed).first().waitFor();

await close();
say({ ...seen, said, asked: [...asked] });
