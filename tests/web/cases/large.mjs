// A large deployment: how fast it is, and how large its file, within generous bounds.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { ready, WatchedPage } from "../support/browser.mjs";
import { slack } from "../support/options.mjs";

const file_bytes_max = 4_000_000;
const usable_ms_max = 10_000 * slack;
const frames_per_second_min = 10 / slack;
const frame_ms_max = 1_500 * slack;

export async function checkSize(suite, { path, nodes }) {
  await suite.check(`file: ${nodes} nodes take little`, async () => {
    const { size } = statSync(path);
    suite.tell(`${(size / 1_000_000).toFixed(2)} MB`);
    assert.ok(size < file_bytes_max, `${size} bytes`);
  });
}

export async function checkLarge(suite, browser, { kind, address, nodes }) {
  await suite.check(`${kind}: ${nodes} nodes become usable`, async () => {
    const begun = Date.now();
    const watched = await WatchedPage.open(browser, address);
    const { page } = watched;
    try {
      await page.locator('[aria-roledescription="matrix"]').waitFor();
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      const usable_ms = Date.now() - begun;
      suite.tell(`usable after ${usable_ms} ms`);
      const box = await page.locator('[aria-roledescription="matrix"]').boundingBox();
      const counting = page.evaluate(countFrames, 1_500);
      await page.mouse.move(box.x + box.width / 2, box.y + 150);
      await page.mouse.down();
      for (let step = 0; step < 60; ++step) {
        await page.mouse.move(box.x + box.width / 2 + 40 * Math.sin(step / 4), box.y + 150 + step);
        await page.mouse.wheel(0, step % 2 ? 40 : -40);
      }
      await page.mouse.up();
      const { frames, longest, ms } = await counting;
      const frames_per_second = Math.round((1_000 * frames) / ms);
      suite.tell(`${frames_per_second} frames per second while it is moved; the longest took ${Math.round(longest)} ms`);
      assert.ok(usable_ms < usable_ms_max, `usable after ${usable_ms} ms`);
      assert.ok(frames_per_second >= frames_per_second_min, `${frames_per_second} frames per second`);
      assert.ok(longest < frame_ms_max, `a frame took ${longest} ms`);
      await watched.show("#/node/w0017", ".strip a");
      await watched.show("#/pair/w0003/w0017", ready.pair);
      // Of what is as expected a large file has the matrix alone.
      await watched.show("#/pair/w0003/w0004?flow=worker-tunnel", `.path[open] .journey [aria-label$="w0004"]`);
      watched.assertNoTroubles();
    } finally {
      await watched.close();
    }
  });
}

function countFrames(wanted_ms) {
  return new Promise((resolve) => {
    const begun = performance.now();
    let [frames, longest, last] = [0, 0, begun];
    const next = (now) => {
      ++frames;
      longest = Math.max(longest, now - last);
      last = now;
      if (now - begun < wanted_ms) requestAnimationFrame(next);
      else resolve({ frames, longest, ms: now - begun });
    };
    requestAnimationFrame(next);
  });
}
