// The API explorer for who is signed in: reading works at once, a key of an hour is made and filled in, and goes alone.
import { facts, open, say, signIn } from "./harness.mjs";

const { page, said, asked, close } = await open();
await signIn(page, facts.link);
await page.goto(`${facts.url}/docs`);
await page.locator("[id$=tag-access]").click();
const me = page.locator("[id$=getMe]");
await me.locator(".opblock-summary-control").click();
await me.locator(".try-out__btn").click();
const tried = async () => (await Promise.all([page.waitForResponse((one) => one.url().endsWith("/v1/me")), me.locator(".execute").click()]))[0];
const read = (await tried()).status();
await page.getByRole("button", { name: "Fill in a key" }).click();
await page.getByRole("status").filter({ hasText: "Filled in" }).waitFor();
const key = (await (await tried()).json()).key?.name;
await page.locator("aside").scrollIntoViewIfNeeded();
await page.screenshot({ path: `${facts.pictures}/docs-signed-in.png` });
say({ read, key, axe: {}, overflows: [], said, asked: [...asked] });
await close();
