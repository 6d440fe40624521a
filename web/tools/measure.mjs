// node tools/measure.mjs URL [OUTDIR]: time until the page can be used, and frames a second while the matrix is panned
// and zoomed, without a graphics card. Needs Chromium (CHROMIUM, /usr/bin/chromium).
import { chromium } from "playwright-core";

const [url, out] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
page.on("pageerror", (error) => console.log(error.stack));
const begin = Date.now();
await page.goto(url, { waitUntil: "commit" });
await page.waitForSelector(".matrix-canvas canvas");
await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
console.log(`usable after ${Date.now() - begin} ms`);
const fold = page.getByRole("button", { name: "Fold clusters" });
if ((await fold.count()) > 0 && (await fold.getAttribute("aria-pressed")) === "true") {
  const at = Date.now();
  await fold.click();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  console.log(`unfolded after ${Date.now() - at} ms`);
}
if (out) await page.screenshot({ path: `${out}/whole.png` });

// Runs `step` in each of so many frames, and tells their times.
async function frames(name, count, step) {
  const times = await page.evaluate(
    async ([many, code]) => {
      const element = document.querySelector(".matrix-canvas");
      const box = element.getBoundingClientRect();
      const run = new Function("element", "x", "y", "i", code);
      const seen = [];
      for (let i = 0; i < many; ++i) {
        const before = performance.now();
        run(element, box.left + box.width * 0.6, box.top + box.height * 0.6, i);
        await new Promise((resolve) => requestAnimationFrame(resolve));
        await new Promise((resolve) => setTimeout(resolve));
        seen.push(performance.now() - before);
      }
      return seen;
    },
    [count, step],
  );
  times.sort((a, b) => a - b);
  const total = times.reduce((a, b) => a + b, 0);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
  console.log(`${name}: ${((count * 1000) / total).toFixed(0)} frames/s, median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms`);
}
const pointer = (type, dx) =>
  `element.dispatchEvent(new PointerEvent("${type}", { pointerId: 1, pointerType: "mouse", isPrimary: true, button: 0, clientX: x + (${dx}), clientY: y + (${dx}), bubbles: true }));`;
const wheel = (delta) => `element.dispatchEvent(new WheelEvent("wheel", { deltaY: ${delta}, clientX: x, clientY: y, bubbles: true, cancelable: true }));`;
await page.evaluate(() => { Element.prototype.setPointerCapture = () => undefined; });
await frames("hover", 100, pointer("pointermove", "i * 2 - 100"));
await frames("zoom in", 80, wheel(-60));
await frames("zoom out", 80, wheel(60));
for (const steps of [6, 12, 24]) {
  await frames(`zoom (${steps})`, steps, wheel(-60));
  await frames("pan", 120, `if (i === 0) { ${pointer("pointerdown", "0")} } ${pointer("pointermove", "-(i % 60) * 5")} if (i === 119) { ${pointer("pointerup", "0")} }`);
  if (out) await page.screenshot({ path: `${out}/zoom-${steps}.png` });
}
const point = page.locator(".cause").first();
for (let i = 0; i < 2; ++i) {
  await point.hover();
  await frames("a cause is pointed at", 3, "");
  await page.mouse.move(5, 5);
}
await browser.close();
