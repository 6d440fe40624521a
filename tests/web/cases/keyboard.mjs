// Everything is reached by the keyboard, and the focus is seen.
import assert from "node:assert/strict";
import { ready, WatchedPage } from "../support/browser.mjs";
import { viewsOf } from "./views.mjs";

const stops_max = 400;

// Marks what can be focused; says what was not reached, of those that Tab should reach.
function markFocusable() {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  for (const one of all)
    if (one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ checkVisibilityCSS: true })) one.dataset.wanted = "";
}

function stopHere() {
  const one = document.activeElement;
  if (!one || one === document.body) return "none";
  const is_known = !("wanted" in one.dataset);
  delete one.dataset.wanted;
  const style = getComputedStyle(one);
  const is_seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return is_seen ? (is_known ? "again" : "new") : `unseen: ${one.outerHTML.slice(0, 120)}`;
}

export async function checkKeyboard(suite, browser, { kind, address, names }) {
  for (const [view, hash] of Object.entries(viewsOf(names)))
    await suite.check(`${kind}: Tab reaches everything in ${view}`, async () => {
      const watched = await WatchedPage.open(browser, address, { hash });
      const { page } = watched;
      try {
        await page.locator(ready[view]).first().waitFor();
        await page.evaluate(markFocusable);
        const unseen = [];
        for (let stops = 0, nothing = 0; stops < stops_max && nothing < 2; ++stops) {
          await page.keyboard.press("Tab");
          const stop = await page.evaluate(stopHere);
          if (stop === "none") ++nothing;
          if (stop.startsWith("unseen")) unseen.push(stop);
          if ((await page.locator("[data-wanted]").count()) === 0) break;
        }
        assert.deepEqual(unseen, []);
        const missed = await page.evaluate(() => [...document.querySelectorAll("[data-wanted]")].map((one) => one.outerHTML.slice(0, 160)));
        assert.deepEqual(missed, []);
      } finally {
        await watched.close();
      }
    });

  await suite.check(`${kind}: the matrix leads to a pair by arrows and Enter, and the focus goes along`, async () => {
    const watched = await WatchedPage.open(browser, address);
    const { page } = watched;
    try {
      const matrix = page.locator('[aria-roledescription="matrix"]');
      await matrix.waitFor();
      await matrix.focus();
      for (const key of ["ArrowDown", "ArrowRight", "n", "Enter"]) await page.keyboard.press(key);
      await watched.until(() => location.hash.startsWith("#/pair/"));
      await page.locator(ready.pair).first().waitFor();
      await watched.until(() => document.activeElement?.matches("main, main h1"));
      await page.goBack();
      await matrix.waitFor();
      watched.assertNoTroubles();
    } finally {
      await watched.close();
    }
  });

  await suite.check(`${kind}: the matrix as a table leads on within its flow`, async () => {
    const watched = await WatchedPage.open(browser, address, { hash: "#/?flow=worker-mqtt" });
    const { page } = watched;
    try {
      await page.getByRole("button", { name: "As a table" }).press("Enter");
      const links = page.locator(".matrix-table td a");
      await links.first().waitFor();
      const hrefs = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
      assert.deepEqual(hrefs.filter((href) => !href.includes("flow=worker-mqtt")), []);
    } finally {
      await watched.close();
    }
  });

  await suite.check(`${kind}: a strip's cells are gone along by arrows`, async () => {
    const watched = await WatchedPage.open(browser, address, { hash: viewsOf(names).node });
    const { page } = watched;
    try {
      const first = page.locator(".strip a").first();
      await first.waitFor();
      await first.focus();
      await page.keyboard.press("ArrowRight");
      assert.equal(await page.evaluate(() => document.activeElement === document.querySelectorAll(".strip a")[1]), true);
      await page.keyboard.press("Enter");
      await watched.until(() => location.hash.startsWith("#/pair/"));
    } finally {
      await watched.close();
    }
  });
}
