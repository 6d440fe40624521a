// node tools/serve.mjs [NODES]: the page in dist, served on 127.0.0.1 until Ctrl-C, of a deployment that is made up:
// a small one with all kinds of troubles, or a mesh of so many nodes. A run is told every eight seconds.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { largeDeployment, smallDeployment } from "../../tests/web/support/deployment.mjs";
import { StandInServer } from "../../tests/web/support/stand_in_server.mjs";

const run_ms = 8_000;
const nodes = Number(process.argv[2] ?? 0);
const deployment = nodes > 0 ? largeDeployment(nodes) : smallDeployment();
const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const server = await new StandInServer(deployment, dist).start();
setInterval(() => server.storeRun(), run_ms);
console.log(server.base);
