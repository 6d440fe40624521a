// How it was at another time: by the slider, by a date, and what changed since.
import assert from "node:assert/strict";
import { WatchedPage } from "../support/browser.mjs";

const hash = "#/time";

export async function checkTime(suite, browser, { kind, address }) {
  await suite.check(`${kind}: the slider shows an older run, and its link does, too`, async () => {
    const watched = await WatchedPage.open(browser, address, { hash });
    const { page } = watched;
    try {
      const slider = page.getByRole("slider", { name: "Shown" });
      await slider.waitFor();
      const before = await slider.getAttribute("aria-valuetext");
      await slider.focus();
      const answer = page.waitForResponse((response) => /\/matrix\?at=/.test(response.url()));
      await page.keyboard.press("ArrowLeft");
      const { run } = await (await answer).json();
      await watched.until(() => location.hash.includes("at="));
      await page.locator(".then").waitFor();
      assert.notEqual(await slider.getAttribute("aria-valuetext"), before);
      assert.ok(await slider.evaluate((one) => document.activeElement === one), "the slider keeps the focus");
      const at = new URLSearchParams((await page.evaluate(() => location.hash)).split("?")[1]).get("at");
      assert.equal(at, run.started);
      await page.reload();
      await page.locator(".then").waitFor();
      await page.locator(".then a").click();
      await page.locator(".then").waitFor({ state: "detached" });
      watched.assertNoTroubles();
    } finally {
      await watched.close();
    }
  });

  await suite.check(`${kind}: another run to compare with is chosen by the keyboard`, async () => {
    const watched = await WatchedPage.open(browser, address, { hash });
    const { page } = watched;
    try {
      const slider = page.getByRole("slider", { name: "Compared with" });
      await slider.waitFor();
      await slider.focus();
      const answer = page.waitForResponse((response) => response.url().includes("/diff?"));
      await page.keyboard.press("Home");
      assert.equal((await answer).status(), 200);
      await watched.until(() => location.hash.includes("from="));
      watched.assertNoTroubles();
    } finally {
      await watched.close();
    }
  });
}
