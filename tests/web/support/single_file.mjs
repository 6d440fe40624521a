// The page as one file (docs/serve.md), of a deployment that is made up.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { matrixOf, pathOf, reportOf } from "./deployment.mjs";
import { runOf } from "./stand_in_server.mjs";

const all_paths_max = 5_000;

export function singleFileOf(deployment, page) {
  const run = runOf(0);
  const { paths } = deployment;
  const listed =
    paths.length <= all_paths_max ? paths : paths.filter(({ state: { status } }) => status !== "open" && status !== "closed");
  const data = {
    schema: "oakprobe.page/1",
    report: reportOf(deployment, run),
    matrix: matrixOf(deployment, run),
    paths: listed.map((path) => pathOf(deployment, path)),
  };
  const packed = gzipSync(JSON.stringify(data)).toString("base64");
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Oakprobe</title>
<style>${readFileSync(join(page, "single.css"), "utf8")}</style></head>
<body><script type="application/json" id="oakprobe-data">${packed}</script>
<script>${readFileSync(join(page, "single.js"), "utf8")}</script></body>
</html>
`;
}
