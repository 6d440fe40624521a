// The page as oakprobe itself serves and writes it, of a check of this machine's loopback: five nodes, one
// of which has no agent and is at no address of this machine's own dialling.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { checkCopiedFix, copiesOf } from "./copied_fix.mjs";
import { checkKeyboard } from "./keyboard.mjs";
import { checkMotion } from "./motion.mjs";
import { checkTime } from "./time.mjs";
import { checkToken } from "./token.mjs";
import { WatchedPage } from "../support/browser.mjs";
import { slack } from "../support/options.mjs";
import { checkViews } from "./views.mjs";

const inventory = `version: 1
nodes:
  - {name: root, roles: [root], address: 127.0.0.10, agent: local}
  - {name: edge, roles: [cluster], cluster: edge, address: 127.0.0.20, agent: local}
  - {name: w1, roles: [worker], cluster: edge, address: 127.0.0.31, agent: local}
  - {name: w2, roles: [worker], cluster: edge, address: 127.0.0.32, agent: local}
  - {name: w3, roles: [worker], cluster: edge, address: 127.0.0.33, agent: none}
`;

// Exit codes 1 and 3 are a check's that found something.
function run(program, words) {
  return new Promise((done, fail) => {
    execFile(program, words, { timeout: 60_000 * slack, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error && ![1, 3].includes(error.code)) fail(new Error(`${words.join(" ")}: ${error.message}\n${stderr}`));
      else done(stdout);
    });
  });
}

function freePort() {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

// Starts it, and waits until it is ready.
async function serve(oakprobe, history, more = []) {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(oakprobe, ["serve", "--history", history, "--listen", address, ...more], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (bytes) => (said += bytes));
  const base = `http://${address}/`;
  const end = Date.now() + 30_000 * slack;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`oakprobe serve ended: ${said}`);
    // With a token it answers whoever has none that it has one.
    const ready = await fetch(`${base}readyz`).then(({ ok, status }) => ok || status === 401, () => false);
    if (ready) return { base, child };
    if (Date.now() > end) throw new Error(`oakprobe serve is not ready: ${said}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

async function stop(child) {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await ended;
}

async function checkKind(suite, browser, { kind, address, pictures, expected }) {
  const names = { source: "w1", target: "w3", node: "w3" };
  await checkCopiedFix(suite, browser, { kind, address, expected });
  await checkViews(suite, browser, { kind, address, names, pictures });
  await checkKeyboard(suite, browser, { kind, address, names });
  await checkMotion(suite, browser, { kind, address, names });
}

export async function checkReal(suite, browser, { bin, work, pictures }) {
  const oakprobe = resolve(bin, "oakprobe");
  const [yaml, history, report, html] = ["lab.yaml", "history.sqlite", "report.json", "report.html"].map((name) => join(work, name));
  writeFileSync(yaml, inventory);
  let made = false;
  await suite.check("oakprobe: checks are stored, and one is written as a page", async () => {
    for (let runs = 0; runs < 3; ++runs) await run(oakprobe, ["check", yaml, "--history", history, "--json", report]);
    await run(oakprobe, ["report", report, "--html", html]);
    made = true;
  }, { needed: true });
  if (!made) return;
  const { causes, nodes } = JSON.parse(readFileSync(report, "utf8"));
  const expected = copiesOf([...causes, ...nodes.flatMap(({ findings }) => findings)].filter(({ fix }) => fix));
  await checkKind(suite, browser, { kind: "oakprobe's file", address: pathToFileURL(html).href, pictures, expected });
  let server;
  await suite.check("oakprobe: serve becomes ready", async () => {
    server = await serve(oakprobe, history);
  }, { needed: true });
  if (!server) return;
  try {
    await checkKind(suite, browser, { kind: "oakprobe serve", address: server.base, pictures, expected });
    await checkTime(suite, browser, { kind: "oakprobe serve", address: server.base });
    await suite.check("oakprobe serve: a new run is shown without a reload", async () => {
      const watched = await WatchedPage.open(browser, server.base);
      const { page } = watched;
      try {
        await page.locator(".live-on").waitFor();
        const before = await latestRun(server.base);
        const answer = page.waitForResponse((one) => one.url().includes("/api/v1/matrix"), { timeout: 30_000 * slack });
        await run(oakprobe, ["check", yaml, "--history", history]);
        assert.notEqual((await (await answer).json()).run.id, before);
        watched.assertNoTroubles();
      } finally {
        await watched.close();
      }
    });
  } finally {
    await stop(server.child);
  }
  await checkWithToken(suite, browser, { oakprobe, history, work });
}

async function checkWithToken(suite, browser, { oakprobe, history, work }) {
  const token = "Xa7-spoken-softly-and-long";
  const file = join(work, "token");
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  let server;
  await suite.check("oakprobe serve with a token becomes ready", async () => {
    server = await serve(oakprobe, history, ["--token-file", file]);
  }, { needed: true });
  if (!server) return;
  try {
    await checkToken(suite, browser, { kind: "oakprobe serve with a token", address: server.base, token });
  } finally {
    await stop(server.child);
  }
}

async function latestRun(base) {
  const { run: latest } = await (await fetch(`${base}api/v1/matrix`)).json();
  return latest.id;
}
