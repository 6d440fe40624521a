import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { slack } from "./options.mjs";

const executables = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

// OAKPROBE_CHROMIUM names another one.
export async function launchBrowser() {
  const executablePath = process.env.OAKPROBE_CHROMIUM ?? executables.find((path) => existsSync(path));
  if (!executablePath) throw new Error("there is no Chromium: apt-get install chromium");
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

const wait_ms = 20_000 * slack;

// What is drawn of each view when it is ready.
export const ready = {
  now: "main h1",
  pair: ".path-details .journey svg",
  node: ".strip a",
  time: ".time > p, .run-bars",
};

// A page that is watched: what it says on the console, what it throws, and whom it asks.
export class WatchedPage {
  static async open(browser, address, { width = 1280, height = 900, scheme = "light", reduced = false, hash = "", password } = {}) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      reducedMotion: reduced ? "reduce" : "no-preference",
      httpCredentials: password && { username: "any", password },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.setDefaultTimeout(wait_ms);
    const self = new WatchedPage();
    self.context = context;
    self.address = address;
    self.troubles = [];
    self.page = await context.newPage();
    self.page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) self.troubles.push(`console: ${message.text()} ${message.location().url}`);
    });
    self.page.on("pageerror", (error) => self.troubles.push(`thrown: ${error.message}`));
    self.page.on("dialog", (dialog) => {
      self.troubles.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    self.page.on("request", (request) => {
      if (!self.mayAsk(request.url())) self.troubles.push(`asked ${request.url().slice(0, 200)}`);
    });
    await self.page.goto(address + hash);
    return self;
  }

  // A file asks for itself alone, a served page its own server.
  mayAsk(url) {
    if (url.startsWith("data:")) return true;
    return this.address.startsWith("file:") ? url.split("#")[0] === this.address : url.startsWith(this.address);
  }

  // Shows another view, as a link does, and waits for it.
  async show(hash, selector) {
    await this.page.evaluate((to) => (location.hash = to), hash);
    await this.page.locator(selector).first().waitFor();
    await this.until(() => document.querySelector("[aria-busy=true]") === null);
  }

  // Waits until the function holds in the page. (Playwright's own waitForFunction needs eval, which the
  // page's policy forbids.)
  async until(holds, argument) {
    const end = Date.now() + wait_ms;
    while (!(await this.page.evaluate(holds, argument))) {
      if (Date.now() > end) throw new Error(`in vain waited for ${holds}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  assertNoTroubles() {
    assert.deepEqual(this.troubles, []);
  }

  async close() {
    await this.context.close();
  }
}
