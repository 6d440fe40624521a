// From the page's opening to a copied fix, in at most three clicks; what is copied can be pasted into a shell.
import assert from "node:assert/strict";
import { WatchedPage } from "../support/browser.mjs";

const clicks_max = 3;

const clipboardOf = (page) => page.evaluate(() => navigator.clipboard.readText());

// `expected`: what the first fix's button may copy.
export async function checkCopiedFix(suite, browser, { kind, address, expected }) {
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
      const copied = await clipboardOf(page);
      assert.ok(expected.includes(copied), `"${copied}" is none of "${expected.join('", "')}"`);
      suite.tell(`${clicks} click${clicks === 1 ? "" : "s"}`);
      watched.assertNoTroubles();
    } finally {
      await watched.close();
    }
  });
}

// What may be copied of a report's fixes.
export function copiesOf(fixes) {
  return fixes.flatMap(({ fix, fix_commands = [] }) =>
    fix_commands.length > 0 ? fix_commands : [`# ${fix}`]);
}

export async function checkSeveralCommands(suite, browser, { kind, address, commands }) {
  await suite.check(`${kind}: of a fix with ${commands.length} commands each is copied alone`, async () => {
    const watched = await WatchedPage.open(browser, address);
    const { page } = watched;
    try {
      const fix = page.locator(".cause .fix", { hasText: commands[0] });
      await fix.waitFor();
      const buttons = fix.locator("button.copy");
      assert.equal(await buttons.count(), commands.length);
      for (const [at, command] of commands.entries()) {
        await buttons.nth(at).click();
        await fix.locator(`code:nth-of-type(${at + 1}) button.copied`).waitFor();
        assert.equal(await clipboardOf(page), command);
      }
      watched.assertNoTroubles();
    } finally {
      await watched.close();
    }
  });
}
