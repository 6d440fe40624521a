// A server that answers as docs/serve.md says, of a deployment that is made up. What it is asked for is
// noted, and its events are told when a test says so.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { matrixOf, pathOf, reportOf } from "./deployment.mjs";

const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;
export const begun_ms = Date.UTC(2026, 10, 30, 12);

const timeText = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

// The latest run is number 0.
export function runOf(number) {
  const id = (0xabc000 - number).toString(16).padStart(16, "0");
  const started = begun_ms - number * 10 * minute_ms;
  return { id, started: timeText(started), finished: timeText(started + 4_000) };
}

const runs_kept = 60;

function runLine(summary, number) {
  const outcome = number % 5 === 4 ? "passed" : number % 11 === 10 ? "interrupted" : "failed";
  return { ...runOf(number), outcome, summary, failed_paths: outcome === "failed" ? summary.blocked - (number % 3) : 0 };
}

function points() {
  return Array.from({ length: 100 }, (_, n) => ({
    at: timeText(begun_ms - (100 - n) * hour_ms), seconds: 3_600, median_us: 400 + ((n * 37) % 90), min_us: 300,
    max_us: n === 50 ? undefined : 900, sent: 300, lost: n % 20 === 3 ? 7 : 0,
  }));
}

export class StandInServer {
  // `page`: the directory that web/build.mjs wrote.
  constructor(deployment, page) {
    this.deployment = deployment;
    this.summary = reportOf(deployment, runOf(0)).summary;
    // All runs are alike but for their names.
    this.matrix = matrixOf(deployment, runOf(0));
    this.page = page;
    this.asked = [];
    this.streams = new Set();
    this.latest = 0;
    this.sent_bytes = 0;
    // So many questions for a matrix are refused from now on.
    this.refusals = 0;
  }

  async start() {
    this.server = createServer((request, response) => this.answer(request, response));
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.base = `http://127.0.0.1:${this.server.address().port}/`;
    return this;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  // The next run is there; what the API answers is of it.
  storeRun() {
    --this.latest;
    this.tell("run-stored", { run: runOf(this.latest).id, at: runOf(this.latest).finished, summary: {} });
  }

  tell(event, data) {
    for (const stream of this.streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  cutStreams() {
    for (const stream of this.streams) stream.destroy();
  }

  answer(request, response) {
    const url = new URL(request.url, this.base);
    this.asked.push(url.pathname + url.search);
    if (url.pathname === "/api/v1/events") return this.open(response);
    if (!url.pathname.startsWith("/api/v1/")) return this.file(url.pathname, response);
    if (url.pathname === "/api/v1/matrix" && this.refusals > 0) {
      --this.refusals;
      return this.refuse(response, 503, "no-history");
    }
    const body = JSON.stringify(this.json(url.pathname.slice(8).split("/").map(decodeURIComponent), url.searchParams));
    if (body === undefined) return this.refuse(response);
    const tag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
    const headers = { "content-type": "application/json; charset=utf-8", etag: tag, "cache-control": "no-cache" };
    if (request.headers["if-none-match"] === tag) return response.writeHead(304, headers).end();
    this.sent_bytes += body.length;
    response.writeHead(200, headers).end(body);
  }

  refuse(response, status = 404, code = "not-found") {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { code, message: "That is not to be had." } }));
  }

  open(response) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    response.write(": here\n\n");
    this.streams.add(response);
    response.on("close", () => this.streams.delete(response));
  }

  file(path, response) {
    const name = path === "/" ? "index.html" : path.slice(1);
    const types = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css", svg: "image/svg+xml" };
    if (!/^[\w.-]+$/.test(name)) return this.refuse(response);
    let body;
    try {
      body = readFileSync(join(this.page, name));
    } catch {
      return this.refuse(response);
    }
    response.writeHead(200, {
      "content-type": types[name.split(".").pop()] ?? "application/octet-stream",
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'",
      "x-content-type-options": "nosniff",
    });
    response.end(body);
  }

  // undefined: there is no such thing.
  json([what, ...rest], query) {
    const { deployment } = this;
    const number = this.numberOf(query.get("run") ?? (what === "runs" ? rest[0] : null), query.get("at"));
    const run = number === null ? null : runOf(number);
    switch (what) {
      case "matrix":
        return run ? { ...this.matrix, run } : undefined;
      case "causes":
        return run ? { schema: "oakprobe.causes/1", run, causes: deployment.causes } : undefined;
      case "runs":
        return rest.length > 0 ? this.report(run) : this.runs(query);
      case "path":
        return this.path(rest);
      case "node":
        return this.node(rest[0]);
      case "times":
        return this.times(query.get("flow"));
      case "diff":
        return this.diff();
      default:
        return undefined;
    }
  }

  numberOf(id, at) {
    for (let number = this.latest; number < this.latest + runs_kept; ++number) {
      const run = runOf(number);
      if (id !== null && id !== undefined && id !== "latest" ? run.id === id : !at || Date.parse(run.started) <= Date.parse(at)) return number;
    }
    return null;
  }

  report(run) {
    return run ? reportOf(this.deployment, run) : undefined;
  }

  runs(query) {
    const before = query.get("before");
    const first = before === null ? this.latest : (this.numberOf(before, null) ?? this.latest) + 1;
    const limit = Math.min(Number(query.get("limit") ?? 20), this.latest + runs_kept - first);
    const runs = Array.from({ length: Math.max(0, limit) }, (_, at) => runLine(this.summary, first + at));
    return { schema: "oakprobe.history/1", runs };
  }

  path([flow, source, target]) {
    const { nodes, flows, paths } = this.deployment;
    const path = paths.find((one) => flows[one.flow].id === flow && nodes[one.source].name === source && nodes[one.target].name === target);
    if (!path) return undefined;
    const { status, cause, where, where_any } = path.state;
    const intervals = [
      { since: timeText(begun_ms - 72 * hour_ms), until: timeText(begun_ms - 5 * hour_ms), status: "open" },
      { since: timeText(begun_ms - 30 * hour_ms), until: timeText(begun_ms - 28 * hour_ms), status: "unknown", cause: "agent-lost" },
      { since: timeText(begun_ms - 5 * hour_ms), status, cause, where, where_any },
    ];
    const run = runOf(this.latest);
    return {
      schema: "oakprobe.path/1", flow, source, target, now: pathOf(this.deployment, path), run: run.id, finished: run.finished,
      as_expected: 0.931, intervals, round_trips: points(), of: "clusters",
    };
  }

  node(name) {
    const now = reportOf(this.deployment, runOf(this.latest)).nodes.find((node) => node.name === name);
    if (!now) return undefined;
    const since = timeText(begun_ms - 50 * hour_ms);
    return {
      schema: "oakprobe.node/1", name, now, agent: { intervals: [{ since, status: now.agent }] },
      findings: now.findings.map(({ code, severity }) => ({ code, intervals: [{ since, status: severity }] })),
    };
  }

  times(flow) {
    const { flows, nodes } = this.deployment;
    const clusters = [...new Set(nodes.map((node) => node.cluster ?? "*"))].slice(0, 3);
    const series = flows.slice(0, 2).flatMap(({ id }) =>
      clusters.flatMap((from) => clusters.map((to) => ({ flow: id, from, to, points: points() }))));
    return { schema: "oakprobe.times/1", series: series.filter((one) => flow === null || one.flow === flow) };
  }

  diff() {
    const { nodes, flows, paths } = this.deployment;
    const changes = paths
      .filter(({ state }) => state.status === "blocked")
      .slice(0, 30)
      .map(({ flow, source, target, state: { status, cause, where, where_any } }) => ({
        flow: flows[flow].id, source: nodes[source].name, target: nodes[target].name, before: { status: "open" },
        after: { status, cause, where, where_any }, worse: true,
      }));
    const [a, b] = [nodes[0].name, nodes[1].name];
    return {
      schema: "oakprobe.diff/1", from: runOf(this.latest + 1), to: runOf(this.latest), worse: true, newly_broken: changes,
      mended: changes.slice(0, 1).map(({ after, before, ...rest }) => ({ ...rest, before: after, after: before, worse: false })),
      changed: [], unknown_now: [], known_again: [], new_paths: [], vanished_paths: [],
      slower: [{ flow: flows[0].id, source: a, target: b, before_us: 400, after_us: 12_400 }], new_nodes: [a], vanished_nodes: [],
    };
  }
}
