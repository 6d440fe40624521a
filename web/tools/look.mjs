// node tools/look.mjs URL OUTDIR [NAME]: pictures of a page at three widths, light and dark, and what its console says.
// Needs Chromium (CHROMIUM, /usr/bin/chromium).
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [url, out, name = "page"] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"],
});
for (const [width, height] of [[390, 844], [1280, 900], [2560, 1440]])
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    page.on("console", (message) => console.log(`${width} ${colorScheme}: ${message.text()}`));
    page.on("pageerror", (error) => console.log(`${width} ${colorScheme}: ${error.stack}`));
    await page.goto(url);
    await page.waitForSelector("h1");
    await page.waitForTimeout(300);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) console.log(`${width} ${colorScheme}: scrolls sideways by ${wider} px`);
    await page.screenshot({ path: join(out, `${name}-${width}-${colorScheme}.png`), fullPage: width === 390 });
    await page.close();
  }
await browser.close();
