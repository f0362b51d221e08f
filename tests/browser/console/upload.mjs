// An upload whose second batch was taken, but whose answer was lost; the page is loaded anew and goes on where it stood. Then a
// spreadsheet.
import { axe, facts, open, picture, say, settled, signIn } from "./harness.mjs";

const { page, said, asked, close } = await open();
const seen = { axe: {}, overflows: [] };
const button = (name) => page.getByRole("button", { name, exact: true });

async function choose(file, look) {
    await page.setInputFiles("[data-file]", file);
    await page.getByRole("combobox", { name: "Niche" }).click();
    await page.getByRole("option", { name: facts.niche, exact: true }).click();
    await page.getByLabel("What the people agreed to").fill("I agree to be called");
    const agreed = page.getByLabel("Agreed on");
    if (await agreed.count()) await agreed.fill("2025-11-21T10:00");
    await look?.();
    await button("Sell these leads").click();
}

await signIn(page, facts.link);
await page.goto(`${facts.url}/console/agency/upload`);
await settled(page);
let batches = 0, lost;
const taken = new Promise((resolve) => (lost = resolve));
await page.route("**/v1/leads/batch*", async (route) => {
    if (++batches !== 2) return route.continue();
    await route.fetch();
    lost();
    return route.abort();
});
await choose({ name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(facts.csv) });
await taken;
await page.unroute("**/v1/leads/batch*");
await page.reload();
await button("Go on").waitFor();
seen.stood = await page.getByRole("status").filter({ hasText: "paused" }).innerText();
await settled(page);
seen.axe.paused = await axe(page);
await picture(page, "agency-upload-paused");
await button("Go on").click();
await page.getByText("rows sent, the file is done").waitFor();
seen.done = await page.getByRole("status").filter({ hasText: "done" }).innerText();
await picture(page, "agency-upload-done");

await button("Another file").click();
await choose({ name: "leads.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: Buffer.from(facts.xlsx, "base64") },
    () => picture(page, "agency-upload-sheet"));
await page.getByText("rows sent, the file is done").waitFor();

say({ ...seen, said, asked: [...asked] });
await close();
