// node main.mjs --page DIR [--bin DIR] [--only WORD] [--pictures DIR] [--slack FACTOR] [--keep]
//
// The page in a browser: served by a stand-in and as a file, of deployments that are made up; with --bin
// also by that oakprobe, of a real check of this machine's loopback.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkCopiedFix, checkSeveralCommands } from "./cases/copied_fix.mjs";
import { checkHostile, hostileDeployments } from "./cases/hostile.mjs";
import { checkKeyboard } from "./cases/keyboard.mjs";
import { checkLarge, checkSize } from "./cases/large.mjs";
import { checkLive } from "./cases/live.mjs";
import { checkMotion } from "./cases/motion.mjs";
import { checkReal } from "./cases/real.mjs";
import { checkTime } from "./cases/time.mjs";
import { checkViews } from "./cases/views.mjs";
import { launchBrowser } from "./support/browser.mjs";
import { largeDeployment, one_command, several_commands, smallDeployment } from "./support/deployment.mjs";
import { has, option } from "./support/options.mjs";
import { singleFileOf } from "./support/single_file.mjs";
import { StandInServer } from "./support/stand_in_server.mjs";
import { Suite } from "./support/suite.mjs";

const page = option("--page");
const bin = option("--bin");
const work = mkdtempSync(join(tmpdir(), "oakprobe-web-"));
const pictures = option("--pictures") ?? join(work, "pictures");
mkdirSync(pictures, { recursive: true });

const suite = new Suite(option("--only"));
const browser = await launchBrowser();
const large_nodes = 1_000;

function fileOf(name, deployment) {
  const path = join(work, `${name}.html`);
  writeFileSync(path, singleFileOf(deployment, page));
  return pathToFileURL(path).href;
}

async function served(deployment, run) {
  const server = await new StandInServer(deployment, page).start();
  try {
    await run(server);
  } finally {
    await server.stop();
  }
}

async function checkKind(kind, address) {
  const names = { source: "w1", target: "w3", node: "w3" };
  await checkCopiedFix(suite, browser, { kind, address, expected: [one_command] });
  await checkSeveralCommands(suite, browser, { kind, address, commands: several_commands });
  await checkViews(suite, browser, { kind, address, names, pictures });
  await checkKeyboard(suite, browser, { kind, address, names });
  await checkMotion(suite, browser, { kind, address, names });
}

try {
  const small = smallDeployment();
  await served(small, async (server) => {
    await checkKind("served", server.base);
    await checkTime(suite, browser, { kind: "served", address: server.base });
    await checkLive(suite, browser, server);
  });
  await checkKind("file", fileOf("small", small));
  for (const [number, deployment] of hostileDeployments().entries()) {
    await served(deployment, (server) =>
      checkHostile(suite, browser, { kind: "served", address: server.base, deployment, number }));
    await checkHostile(suite, browser, { kind: "file", address: fileOf(`hostile-${number}`, deployment), deployment, number });
  }
  const large = largeDeployment(large_nodes);
  await served(large, (server) => checkLarge(suite, browser, { kind: "served", address: server.base, nodes: large_nodes }));
  const large_file = fileOf("large", large);
  await checkSize(suite, { path: fileURLToPath(large_file), nodes: large_nodes });
  await checkLarge(suite, browser, { kind: "file", address: large_file, nodes: large_nodes });
  if (bin) await checkReal(suite, browser, { bin, work, pictures });
} finally {
  await browser.close();
  if (!has("--keep")) rmSync(work, { recursive: true, force: true });
}
console.log(`${suite.passed} passed, ${suite.failed} failed`);
process.exitCode = suite.failed > 0 ? 1 : 0;
