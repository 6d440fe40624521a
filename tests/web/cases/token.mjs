// A server that wants a token: whoever has none gets nothing, and with it as the password the browser opens
// the page and follows its events.
import assert from "node:assert/strict";
import { WatchedPage } from "../support/browser.mjs";

export async function checkToken(suite, browser, { kind, address, token }) {
  await suite.check(`${kind}: without the token there is nothing but /healthz`, async () => {
    for (const [path, status] of [["", 401], ["api/v1/matrix", 401], ["api/v1/events", 401], ["metrics", 401], ["healthz", 200]]) {
      const answer = await fetch(address + path);
      await answer.body?.cancel();
      assert.equal(answer.status, status, path);
      assert.equal(/^Basic /.test(answer.headers.get("www-authenticate") ?? ""), status === 401, path);
    }
  });

  await suite.check(`${kind}: the token as a password opens the page, and its events`, async () => {
    const watched = await WatchedPage.open(browser, address, { password: token });
    const { page } = watched;
    try {
      await page.locator("main h1").waitFor();
      await page.locator(".live-on").waitFor();
      assert.equal(await page.evaluate((word) => document.documentElement.outerHTML.includes(word), token), false);
      watched.assertNoTroubles();
    } finally {
      await watched.close();
    }
  });
}
