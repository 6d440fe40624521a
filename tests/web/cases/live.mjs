// While an audit runs the page follows, and many pages are no load.
import assert from "node:assert/strict";
import { ready, WatchedPage } from "../support/browser.mjs";
import { slack } from "../support/options.mjs";
import { runOf } from "../support/stand_in_server.mjs";

const pages_count = 20;
// A browser has six connections to a server.
const hidden_count = 7;

function setHidden(is) {
  Object.defineProperty(document, "hidden", { value: is, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}

const streamsOf = (server, count) => until(() => server.streams.size >= count, `${count} event streams`);

// Asks now and then, for at most ten seconds on an idle machine.
async function until(holds, what) {
  const end = Date.now() + 10_000 * slack;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`in vain waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function checkLive(suite, browser, server) {
  const address = server.base;
  const names = server.deployment.nodes.map(({ name }) => name);

  await suite.check("live: progress, changes and a new run are told without a reload", async () => {
    const watched = await WatchedPage.open(browser, address);
    const { page } = watched;
    try {
      await page.locator("main h1").waitFor();
      await streamsOf(server, 1);
      await page.evaluate(() => (globalThis.same_page = true));
      const run = runOf(server.latest - 1).id;
      server.tell("run-started", { run, paths: 400, at: "" });
      server.tell("progress", { run, phase: "probing", done: 120, total: 400 });
      await page.getByText("120 of 400").waitFor();
      server.tell("run-failed", { run, message: "the disk is full" });
      await page.getByText("120 of 400").waitFor({ state: "detached" });
      server.tell("progress", { run, phase: "probing", done: 130, total: 400 });
      await page.getByText("130 of 400").waitFor();
      const change = { run, flow: "worker-tunnel", source: names[3], target: names[4], before: { status: "open" }, now: { status: "blocked" } };
      server.tell("changed", change);
      await page.locator("[aria-live=polite]", { hasText: `${names[3]} to ${names[4]}` }).waitFor();
      const before = server.asked.filter((one) => one.startsWith("/api/v1/matrix")).length;
      server.storeRun();
      await until(() => server.asked.filter((one) => one.startsWith("/api/v1/matrix")).length > before, "the new matrix");
      await page.getByText("130 of 400").waitFor({ state: "detached" });
      assert.equal(await page.evaluate(() => globalThis.same_page), true);
      watched.assertNoTroubles();
    } finally {
      await watched.close();
    }
  });

  await suite.check("live: a page that was cut off comes back, and loads what it missed", async () => {
    const watched = await WatchedPage.open(browser, address, { hash: `#/pair/${names[3]}/${names[5]}` });
    const { page } = watched;
    try {
      await page.locator(ready.pair).first().waitFor();
      await streamsOf(server, 1);
      const asked = server.asked.length;
      server.cutStreams();
      --server.latest;
      await streamsOf(server, 1);
      await until(() => server.asked.slice(asked).some((one) => one.startsWith("/api/v1/matrix")), "the matrix that was missed");
      await page.locator(ready.pair).first().waitFor();
    } finally {
      await watched.close();
    }
  });

  await suite.check("live: a run that could not be loaded is loaded when the server can again", async () => {
    const watched = await WatchedPage.open(browser, address);
    const { page } = watched;
    try {
      await page.locator(".live-on").waitFor();
      server.refusals = 2;
      server.storeRun();
      await page.locator(".problem").waitFor();
      await page.locator(".problem").waitFor({ state: "detached" });
      assert.equal(server.refusals, 0);
    } finally {
      server.refusals = 0;
      await watched.close();
    }
  });

  await suite.check("live: more pages than a browser has connections, of which hidden ones hold none", async () => {
    const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
    try {
      const pages = [];
      for (let n = 0; n < hidden_count; ++n) {
        const page = await context.newPage();
        pages.push(page);
        await page.goto(address);
        await page.locator(".live-on").waitFor();
        await page.evaluate(setHidden, true);
        await until(() => server.streams.size === 0, "the end of a hidden page's stream");
      }
      const asked = server.asked.length;
      server.storeRun();
      await pages[0].evaluate(setHidden, false);
      await pages[0].locator(".live-on").waitFor();
      const matrices = () => server.asked.slice(asked).filter((one) => one.startsWith("/api/v1/matrix")).length;
      await until(() => matrices() > 0, "the matrix that was missed");
      assert.equal(matrices(), 1);
      assert.equal(server.streams.size, 1);
    } finally {
      await context.close();
    }
  });

  await suite.check(`live: ${pages_count} open pages load a new run once each, and the same one not again`, async () => {
    const pages = [];
    try {
      for (let n = 0; n < pages_count; ++n) pages.push(await WatchedPage.open(browser, address, { width: 800, height: 600 }));
      for (const { page } of pages) await page.locator("main h1").waitFor();
      await streamsOf(server, pages_count);
      const before = server.asked.length;
      const bytes = server.sent_bytes;
      server.storeRun();
      const matrices = () => server.asked.slice(before).filter((one) => one.startsWith("/api/v1/matrix")).length;
      await until(() => matrices() >= pages_count, "a matrix for each page");
      server.tell("run-stored", { run: runOf(server.latest).id, at: "", summary: {} });
      server.tell("progress", { run: "x", phase: "last", done: 7, total: 77 });
      for (const { page } of pages) await page.getByText("7 of 77").waitFor();
      assert.equal(matrices(), pages_count);
      const asked = server.asked.length - before;
      assert.ok(asked <= pages_count * 5, `${asked} requests`);
      suite.tell(`${asked} requests, ${Math.round((server.sent_bytes - bytes) / 1024)} kB for ${pages_count} pages and a run`);
    } finally {
      for (const one of pages) await one.close();
    }
  });
}
