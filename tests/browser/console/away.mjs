// The server goes away under an open page and comes back: said, nothing typed is lost, and the page goes on by itself.
import { ask, axe, facts, open, picture, say, settled, signIn } from "./harness.mjs";

const { page, said, asked, close } = await open();
const seen = { axe: {}, overflows: [] };
await signIn(page, facts.link);
await page.goto(`${facts.url}/console/account`);
await settled(page);
await page.getByLabel("Name", { exact: true }).fill("Anna of Orbita");
ask("stop");
await page.getByRole("button", { name: "Save" }).click();
const banner = page.getByText("No connection to the server");
await banner.waitFor();
seen.axe.lost = await axe(page);
await picture(page, "account-lost");
ask("start");
await banner.waitFor({ state: "detached" });
seen.typed = await page.getByLabel("Name", { exact: true }).inputValue();
await page.getByRole("button", { name: "Save" }).click();
await page.getByText("Saved.").waitFor();

say({ ...seen, said, asked: [...asked] });
await close();
