// node tools/serve-sample.mjs [NODES] [--port PORT] [--token WORD] [--events] [--well] [--data PAGE.json] [--file OUT.html]
//   [--dir DIR]
//
// Serves a synthetic deployment on 127.0.0.1, or that of an oakprobe.page/1, and the page in DIR (dist). With --file
// it writes the page as one file and ends. With --events a run is told every eight seconds, as of an audit.
import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { makeSample } from "./sample.mjs";
import { diffAnswer, nodeAnswer, pathAnswer, runsAnswer, timesAnswer } from "./sample-history.mjs";

const words = process.argv.slice(2);
const option = (name, value) => (words.includes(name) ? words[words.indexOf(name) + 1] : value);
const nodes = Number(words.find((word) => /^\d+$/.test(word)) ?? 100);
const dir = option("--dir", join(dirname(fileURLToPath(import.meta.url)), "..", "dist"));
const token = option("--token", null);
const data_file = option("--data", null);
const sample = data_file ? readSample(data_file) : makeSample(nodes, Date.now(), words.includes("--well"));

function readSample(name) {
  const { report, matrix, paths } = JSON.parse(readFileSync(name, "utf8"));
  return { report, matrix, causes: report.causes, paths };
}

// oakprobe.page/1 of the sample, as a page of one file.
function pageFile() {
  const { report, matrix, paths } = sample;
  const causes = report.causes.map(({ since, ...cause }) => cause);
  const data = { schema: "oakprobe.page/1", report: { ...report, causes }, matrix, paths };
  const packed = gzipSync(JSON.stringify(data)).toString("base64");
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Oakprobe</title><style>${readFileSync(join(dir, "single.css"), "utf8")}</style></head>
<body><div id="oakprobe"></div><script type="application/json" id="oakprobe-data">${packed}</script>
<script>${readFileSync(join(dir, "single.js"), "utf8")}</script></body></html>
`;
}

function answerOf(url) {
  const parts = url.pathname.replace(/^\/api\/v1\//, "").split("/").map(decodeURIComponent);
  switch (parts[0]) {
    case "matrix":
      return sample.matrix;
    case "causes":
      return { schema: "oakprobe.causes/1", run: sample.matrix.run, causes: sample.causes };
    case "runs":
      return parts[1] ? sample.report : runsAnswer(sample, Number(url.searchParams.get("limit") ?? 20));
    case "path":
      return pathAnswer(sample, parts[1], parts[2], parts[3]);
    case "node":
      return nodeAnswer(sample, parts[1]);
    case "times":
      return timesAnswer(sample);
    case "diff":
      return diffAnswer(sample);
    default:
      return null;
  }
}

function tellEvents(response) {
  const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  response.write(": hello\n\n");
  if (!words.includes("--events")) return;
  const total = sample.matrix.paths;
  let step = 0;
  const timer = setInterval(() => {
    const run = "00000000000000aa";
    const at = new Date().toISOString();
    const phase = step % 8;
    if (phase === 0) send("run-started", { run, paths: total, at });
    if (phase > 0 && phase < 7) send("progress", { run, phase: "probing", done: Math.round((total * phase) / 7), total });
    if (phase === 3 && sample.paths[0]) {
      const { flow, source, target, status, cause, where } = sample.paths[0];
      send("changed", { run, flow, source, target, before: { status: "open" }, now: { status, cause, where } });
    }
    if (phase === 7) send("run-stored", { run, at, summary: sample.report.summary });
    ++step;
  }, 1000);
  response.on("close", () => clearInterval(timer));
}

if (words.includes("--file")) {
  writeFileSync(option("--file"), pageFile());
} else {
  const types = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css" };
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    const json = (status, body) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (!url.pathname.startsWith("/api/")) {
      const name = url.pathname === "/" ? "index.html" : url.pathname.slice(1);
      if (!/^[\w.-]+$/.test(name)) return json(404, { error: { code: "not-found", message: "no such file" } });
      try {
        const body = readFileSync(join(dir, name));
        response.writeHead(200, {
          "content-type": types[name.split(".").pop()] ?? "application/octet-stream",
          "content-security-policy":
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:",
        });
        return response.end(body);
      } catch {
        return json(404, { error: { code: "not-found", message: "no such file" } });
      }
    }
    if (token && request.headers.authorization !== `Bearer ${token}`)
      return json(401, { error: { code: "unauthorized", message: "A token is needed." } });
    if (url.pathname === "/api/v1/events") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      return tellEvents(response);
    }
    const answer = answerOf(url);
    if (answer) return json(200, answer);
    return json(404, { error: { code: "not-found", message: `There is nothing at ${url.pathname}.` } });
  });
  server.listen(Number(option("--port", 8971)), "127.0.0.1", () =>
    console.log(`http://127.0.0.1:${server.address().port} (${nodes} nodes)`));
}
