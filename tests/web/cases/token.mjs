// A server that wants a token: the page asks for it, and follows the server's events with it, too.
import assert from "node:assert/strict";
import { WatchedPage } from "../support/browser.mjs";

export async function checkToken(suite, browser, { kind, address, token }) {
  await suite.check(`${kind}: a token is asked for, and opens the page`, async () => {
    const watched = await WatchedPage.open(browser, address);
    const { page } = watched;
    try {
      const field = page.getByLabel("Token");
      await field.fill("a wrong one");
      await field.press("Enter");
      await field.fill(token);
      await field.press("Enter");
      await page.locator("main h1").waitFor();
      await page.locator(".live-on").waitFor();
      assert.equal(await page.evaluate((word) => document.documentElement.outerHTML.includes(word), token), false);
      const others = watched.troubles.filter((one) => !one.includes("status of 401"));
      assert.deepEqual(others, []);
    } finally {
      await watched.close();
    }
  });
}
