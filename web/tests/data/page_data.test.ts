import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { textOfStream } from "../../src/data/bounded_text";
import { DataError } from "../../src/data/data_error";
import { EmbeddedSource, readPageData } from "../../src/data/embedded_source";
import { smallAnswer } from "./small_matrix";

const report = {
  schema: "oakprobe.report/1", run: smallAnswer().run, summary: { paths: 7, open: 4, degraded: 0, blocked: 1, exposed: 0, closed: 1, unknown: 1, accepted: 0 }, nodes: [{ name: "w1", findings: [] }],
  causes: [{ id: 1, status: "blocked", paths: 1, message: "no" }],
};
const path = { flow: "tunnel", source: "w1", target: "w3", status: "blocked" };
const page = { schema: "oakprobe.page/1", report, matrix: smallAnswer(), paths: [path] };
const packed = (value: unknown) => gzipSync(JSON.stringify(value)).toString("base64");

test("A file's data: is read", async () => {
  const source = new EmbeddedSource(`\n${packed(page)}\n`);
  const { matrix, causes } = await source.snapshot();
  assert.equal(matrix.paths, 7);
  assert.equal(causes.length, 1);
  assert.deepEqual((await source.path("tunnel", "w1", "w3")).now, path);
  assert.equal((await source.path("tunnel", "w1", "w2")).now, null);
  assert.equal((await source.node("w1")).now?.name, "w1");
  await assert.rejects(source.node("w9"), /no node w9/);
});

const bad: [string, string][] = [
  ["nothing", ""],
  ["no base64", "§§§"],
  ["no gzip", Buffer.from("{}").toString("base64")],
  ["half of it", packed(page).slice(0, 200)],
  ["no JSON", gzipSync("{").toString("base64")],
  ["null", packed(null)],
  ["another schema", packed({ ...page, schema: "oakprobe.page/2" })],
];
for (const [name, text] of bad)
  test(`A file's data: ${name} is refused`, async () => {
    await assert.rejects(readPageData(text), DataError);
  });

test("A file's data: a stream is read no further than allowed", async () => {
  let given = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      ++given;
      controller.enqueue(new Uint8Array(1024));
    },
  });
  await assert.rejects(textOfStream(endless, 100 * 1024), DataError);
  assert.ok(given < 110);
});
