import assert from "node:assert/strict";
import { test } from "node:test";
import { Mark } from "../../src/data/marks";
import { changeListsOf, slowerOf, stateWords } from "../../src/views/time/changes_of";
import { barsOf, indexAt, runsOf, runWords } from "../../src/views/time/runs";

const run = (id: string, minute: number, outcome = "passed", blocked = 0) => ({
  id,
  started: new Date(Date.UTC(2026, 10, 30, 10, minute)).toISOString(),
  finished: new Date(Date.UTC(2026, 10, 30, 10, minute, 40)).toISOString(),
  outcome,
  failed_paths: blocked,
  summary: { paths: 100, blocked },
});

test("runs come oldest first, and are found by time", () => {
  const runs = runsOf([run("c", 3), run("b", 2, "failed", 4), run("a", 1), { id: "x", started: "?" }]);
  assert.deepEqual(runs.map(({ id }) => id), ["a", "b", "c"]);
  assert.equal(indexAt(runs, runs[1]!.at), 1);
  assert.equal(indexAt(runs, runs[1]!.at - 1), 0);
  assert.equal(indexAt(runs, 0), -1);
  assert.equal(runWords(runs[1]!), "failed: 4 blocked, of 100 paths");
  assert.equal(runWords(runs[0]!), "passed: none is wrong, of 100 paths");
});

test("bars stand at the slider's steps, and are as high as the root of what failed", () => {
  const bars = barsOf(runsOf([run("a", 1), run("b", 2, "failed", 1), run("c", 3, "failed", 4)]));
  assert.deepEqual(bars.map(({ mark }) => mark), [Mark.open, Mark.blocked, Mark.blocked]);
  assert.equal(bars[2]!.height, 1);
  assert.ok(Math.abs(bars[1]!.height - 0.575) < 1e-9);
  assert.deepEqual(bars.map(({ left, width }) => left + width / 2), [0, 0.5, 1]);
  assert.equal(barsOf(runsOf([run("a", 1)])).length, 1);
});

test("a difference has the lists that are not empty", () => {
  const path = { flow: "f", source: "a", target: "b" };
  const head = { schema: "oakprobe.diff/1", from: {}, to: {}, worse: true };
  const lists = changeListsOf({ ...head, newly_broken: [path], mended: [], left_out: { newly_broken: 5 } });
  assert.deepEqual(lists.map(({ title, count }) => [title, count]), [["Newly broken", 6]]);
  const slower = { flow: "f", from_cluster: "x", to_cluster: "y", before_us: 1, after_us: 2 };
  assert.deepEqual(slowerOf({ ...head, slower: [slower, "?"] }).map(({ from }) => from), ["x"]);
});

test("a state of a difference is told as elsewhere", () => {
  assert.equal(stateWords({ status: "blocked", cause: "dropped", where: "network" }), "blocked: dropped, network");
  assert.equal(stateWords(undefined), "not there");
  assert.equal(stateWords({ status: "odd" }), "unknown");
});
