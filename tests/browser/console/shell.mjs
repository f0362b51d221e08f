// A person comes by a link, sets a password, walks by keyboard, changes language and light; the server goes away and comes
// back; the session ends under what was typed.
import { axe, facts, open, overflows, picture, say, settled, signIn } from "./harness.mjs";

const { page, browser, said, asked, close } = await open();
const seen = { axe: {}, overflows: [] };
const look = async (name) => {
    await settled(page);
    seen.axe[name] = await axe(page);
    await picture(page, name);
};

await page.goto(`${facts.url}/console/sign-in`);
await look("sign-in");
await page.getByLabel("E-mail").fill("nobody@example.com");
await page.getByLabel("Password", { exact: true }).fill("not the password");
await page.getByRole("button", { name: "Sign in", exact: true }).click();
seen.refused = await page.getByRole("alert").innerText();

await signIn(page, facts.link);
seen.hashGone = !page.url().includes("link=");
seen.cookies = (await browser.cookies()).map(({ name, httpOnly, secure, sameSite }) => ({ name, httpOnly, secure, sameSite }));

await page.goto(`${facts.url}/console/account`);
await page.getByLabel("New password").fill(facts.password);
await page.getByRole("button", { name: "Set a password" }).click();
await page.getByText("The password is set.").waitFor();
await look("account");

// by keyboard alone: the palette, a page, the help
await page.keyboard.press("Control+k");
await page.getByRole("combobox", { name: "Find" }).waitFor();
seen.axe.palette = await axe(page);
await page.keyboard.type("peop");
await page.keyboard.press("Enter");
await page.getByRole("heading", { name: "People" }).waitFor();
await look("people");
await page.keyboard.press("?");
await page.getByRole("dialog").getByText("Move between rows").waitFor();
await page.keyboard.press("Escape");

// 360 px, in every language
await page.setViewportSize({ width: 360, height: 740 });
for (const [language, title] of Object.entries({ ru: "Учётная запись", es: "Cuenta", pt: "Conta", nb: "Konto" })) {
    await page.evaluate((chosen) => localStorage.setItem("leadx.language", chosen), language);
    await page.goto(`${facts.url}/console/account`);
    await page.getByRole("heading", { name: title, exact: true }).waitFor();
    if (await overflows(page)) seen.overflows.push(language);
}
await page.evaluate(() => (localStorage.setItem("leadx.language", "en"), localStorage.setItem("mantine-color-scheme-value", "dark")));
await page.goto(`${facts.url}/console/account`);
await look("account-dark-360");
await page.setViewportSize({ width: 1360, height: 900 });

// the network goes and comes back: said, and gone by itself
await browser.setOffline(true);
await page.getByLabel("Name", { exact: true }).fill("Anna of Orbita");
await page.getByRole("button", { name: "Save" }).click();
await page.getByText("No connection to the server").waitFor();
seen.typedOffline = await page.getByLabel("Name", { exact: true }).inputValue();
await browser.setOffline(false);
await page.getByText("No connection to the server").waitFor({ state: "detached" });

// the session ends under the page: what was typed stays, and goes on after signing in
await browser.clearCookies();
await page.getByRole("button", { name: "Save" }).click();
const dialog = page.getByRole("dialog");
await dialog.getByLabel("Password", { exact: true }).fill(facts.password);
seen.axe.expired = await axe(page);
await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
await page.getByText("You are signed in again").waitFor();
await page.getByRole("button", { name: "Save" }).click();
await page.getByText("Saved.").waitFor();
seen.name = await page.evaluate(async () => (await (await fetch("/v1/me")).json()).user.name);

say({ ...seen, said, asked: [...asked] });
await close();
