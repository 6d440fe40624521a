// From the page's opening to a copied fix, in at most three clicks.
import assert from "node:assert/strict";
import { WatchedPage } from "../support/browser.mjs";

const clicks_max = 3;

export async function checkCopiedFix(suite, browser, { kind, address, fix }) {
  await suite.check(`${kind}: a fix is copied within ${clicks_max} clicks`, async () => {
    const watched = await WatchedPage.open(browser, address);
    const { page } = watched;
    try {
      await page.locator("main h1").waitFor();
      let clicks = 0;
      const copy = page.locator("button.copy:visible").first();
      const closed = page.locator("main details:not([open]) > summary:visible, main [aria-expanded=false]:visible").first();
      await copy.or(closed).first().waitFor();
      while (!(await copy.isVisible()) && clicks < clicks_max) {
        await closed.click();
        ++clicks;
      }
      await copy.click();
      ++clicks;
      assert.ok(clicks <= clicks_max, `${clicks} clicks`);
      await page.locator("button.copy.copied").waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(copied, fix);
      suite.tell(`${clicks} click${clicks === 1 ? "" : "s"}`);
      watched.assertNoTroubles();
    } finally {
      await watched.close();
    }
  });
}
