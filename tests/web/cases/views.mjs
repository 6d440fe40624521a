// Every view, in three widths and both themes: nothing wider than the window, no text upon other text, no
// error, nobody asked but the server, and nothing serious to be said by axe.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ready, WatchedPage } from "../support/browser.mjs";
import { horizontalOverflow, overlappingTexts } from "../support/layout.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const widths = [390, 1280, 2560];
export const schemes = ["light", "dark"];

// What axe finds serious or critical.
export async function seriousFindings(page) {
  // By the debugger: the page's own policy lets no script in.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}\n${failureSummary}`));
}

export function viewsOf({ source, target, node }) {
  const [a, b, n] = [source, target, node].map(encodeURIComponent);
  return { now: "#/", pair: `#/pair/${a}/${b}`, node: `#/node/${n}`, time: "#/time" };
}

// What a sheet of paper would show, asked for in the page.
function colours() {
  const canvas = document.querySelector(".matrix-canvas canvas");
  const [red, green, blue] = canvas.getContext("2d").getImageData(0, 0, 1, 1).data;
  const { backgroundColor } = getComputedStyle(document.querySelector(".matrix"));
  return { card: backgroundColor, canvas: `rgb(${red}, ${green}, ${blue})` };
}

// A canvas begins black, and no colour of the page is that.
function isPainted() {
  const canvas = document.querySelector(".matrix-canvas canvas");
  return canvas.getContext("2d").getImageData(0, 0, 1, 1).data.slice(0, 3).some((part) => part > 0);
}

async function checkPrint(suite, browser, { kind, address }) {
  await suite.check(`${kind}: in dark it is printed in light colours`, async () => {
    const watched = await WatchedPage.open(browser, address, { scheme: "dark" });
    const { page } = watched;
    const white = { card: "rgb(255, 255, 255)", canvas: "rgb(255, 255, 255)" };
    try {
      await page.locator(".matrix-canvas canvas").first().waitFor();
      await watched.until(isPainted);
      const dark = await page.evaluate(colours);
      await page.emulateMedia({ media: "print" });
      assert.deepEqual(await page.evaluate(() => getComputedStyle(document.querySelector(".matrix")).backgroundColor), white.card);
      assert.equal(await page.locator(".filters").isVisible(), false);
      await page.emulateMedia({ media: "screen" });
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      assert.deepEqual(await page.evaluate(colours), white);
      await page.evaluate(() => dispatchEvent(new Event("afterprint")));
      assert.deepEqual(await page.evaluate(colours), dark);
      assert.notDeepEqual(dark, white);
    } finally {
      await watched.close();
    }
  });
}

export async function checkViews(suite, browser, { kind, address, names, pictures }) {
  const views = viewsOf(names);
  for (const scheme of schemes)
    for (const width of widths) {
      await suite.check(`${kind}: all views at ${width} px, ${scheme}`, async () => {
        const watched = await WatchedPage.open(browser, address, { width, scheme });
        try {
          for (const [view, hash] of Object.entries(views)) {
            await watched.show(hash, ready[view]);
            await watched.page.screenshot({ path: join(pictures, `${kind}-${view}-${width}-${scheme}.png`), fullPage: true });
            assert.deepEqual(await watched.page.evaluate(horizontalOverflow), [], `${view} is too wide`);
            assert.deepEqual(await watched.page.evaluate(overlappingTexts), [], `${view}: texts overlap`);
          }
          watched.assertNoTroubles();
        } finally {
          await watched.close();
        }
      });
    }
  await checkPrint(suite, browser, { kind, address });
  for (const scheme of schemes)
    for (const [view, hash] of Object.entries(views))
      await suite.check(`${kind}: axe finds nothing serious in ${view}, ${scheme}`, async () => {
        const watched = await WatchedPage.open(browser, address, { scheme, width: scheme === "dark" ? 390 : 1280, hash });
        try {
          await watched.page.locator(ready[view]).first().waitFor();
          assert.deepEqual(await seriousFindings(watched.page), []);
        } finally {
          await watched.close();
        }
      });
}
