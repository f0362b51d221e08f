// Without a mouse: in by a password, the second factor set up, out, in with its code, out, in with a recovery code, which works
// once; then to a lead by the palette and the arrow keys.
import { createHmac } from "node:crypto";
import { axe, facts, open, picture, say, settled, tabTo } from "./harness.mjs";

const { page, said, asked, close } = await open();
const seen = { axe: {}, overflows: [] };
const { keyboard } = page;
const button = (name) => page.getByRole("button", { name, exact: true });
const press = async (target, key = "Enter") => (await tabTo(page, target), keyboard.press(key));
const write = async (target, text) => (await tabTo(page, target), keyboard.type(text));

// RFC 6238, on the server's clock
function code(secret) {
    const bits = [...secret.replace(/=+$/, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor((Date.now() + facts.ahead) / 30_000) + steps++));
    const mac = createHmac("sha1", Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(counter).digest();
    const at = mac[19] & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
let steps = 0; // a code works once: the second is of the next step

async function signOut() {
    await press(page.getByRole("button", { name: facts.name }));
    const out = page.getByRole("menuitem", { name: "Sign out" });
    await tabTo(page, out, 20, "ArrowUp");
    await keyboard.press("Enter");
    await page.getByLabel("E-mail").waitFor();
}
async function withPassword() {
    await write(page.getByLabel("E-mail"), facts.email);
    await write(page.getByLabel("Password", { exact: true }), facts.password);
    await keyboard.press("Enter");
}

await page.goto(`${facts.url}/console/sign-in`);
await withPassword();
await page.locator("[data-page-title]").waitFor();
await keyboard.press("Control+k");
await keyboard.type("account");
await keyboard.press("Enter");
await press(button("Set up"));
const secret = await page.locator("code").innerText();
seen.axe.totp = await axe(page);
await picture(page, "account-totp");
await write(page.getByRole("textbox", { name: "Code" }), code(secret));
await keyboard.press("Enter");
const dialog = page.getByRole("dialog", { name: "Recovery codes" });
await dialog.waitFor();
const [recovery, another] = await dialog.locator("span", { hasText: /^[0-9a-z]{4,}[-0-9a-z]*$/i }).allInnerTexts();
seen.axe.recovery = await axe(page);
await picture(page, "account-recovery");
await press(dialog.getByRole("button", { name: "I kept them" }));
await dialog.waitFor({ state: "detached" });

await signOut();
await withPassword();
seen.axe["sign-in-code"] = (await page.getByRole("textbox", { name: "Code" }).waitFor(), await axe(page));
await write(page.getByRole("textbox", { name: "Code" }), code(secret));
await keyboard.press("Enter");
await page.locator("[data-page-title]").waitFor();
await signOut();
await withPassword();
await write(page.getByRole("textbox", { name: "Code" }), recovery);
await keyboard.press("Enter");
await page.locator("[data-page-title]").waitFor();
await signOut();
await withPassword();
await write(page.getByRole("textbox", { name: "Code" }), recovery);
await keyboard.press("Enter");
seen.again = await page.getByRole("alert").innerText();
await tabTo(page, page.getByRole("textbox", { name: "Code" }));
await keyboard.press("Control+a");
await keyboard.type(another);
await keyboard.press("Enter");
await page.locator("[data-page-title]").waitFor();

await keyboard.press("Control+k");
await keyboard.type("leads");
await keyboard.press("Enter");
await page.getByRole("heading", { name: "Leads" }).waitFor();
await settled(page);
await tabTo(page, page.locator("tbody tr").first());
await keyboard.press("ArrowDown");
await keyboard.press("Enter");
await page.waitForURL(/\/agency\/leads\/[0-9a-f-]{36}$/);
await settled(page);
await page.waitForFunction(() => document.activeElement.hasAttribute("data-page-title")).catch(() => undefined);
seen.focus = await page.evaluate(() => document.activeElement.hasAttribute("data-page-title"));

// a dialog that is left gives the focus back to what opened it
await keyboard.press("Control+k");
await keyboard.type("people");
await keyboard.press("Enter");
await page.getByRole("heading", { name: "People" }).waitFor();
await settled(page);
await press(button("Invite").first());
await page.getByRole("dialog", { name: "Invite" }).waitFor();
await keyboard.press("Escape");
await page.getByRole("dialog").waitFor({ state: "detached" });
await page.waitForFunction(() => document.activeElement !== document.body).catch(() => undefined);
seen.back = await button("Invite").first().evaluate((opener) => opener === document.activeElement);

// and one that a menu's item opened, to the menu's button: the item is gone
const menu = page.getByRole("button", { name: /^What to do about/ }).first();
await press(menu);
await tabTo(page, page.getByRole("menuitem", { name: "Remove" }), 20, "ArrowDown");
await keyboard.press("Enter");
await page.getByRole("dialog", { name: /^Remove/ }).waitFor();
await keyboard.press("Escape");
await page.getByRole("dialog").waitFor({ state: "detached" });
await page.waitForFunction(() => document.activeElement !== document.body).catch(() => undefined);
seen.backToMenu = await menu.evaluate((opener) => opener === document.activeElement);

say({ ...seen, said, asked: [...asked] });
await close();
