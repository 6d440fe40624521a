import assert from "node:assert/strict";
import test from "node:test";
import type { Cause, Report, Summary } from "../../src/data/api_types";
import { decodeMatrix } from "../../src/data/matrix";
import { remarksOf, standingOf, summaryOf } from "../../src/views/now/standing";
import { smallAnswer } from "../data/small_matrix";

const matrix = decodeMatrix(smallAnswer());
const none: Summary = { paths: 0, open: 0, degraded: 0, blocked: 0, exposed: 0, closed: 0, unknown: 0, accepted: 0 };
const cause: Cause = { id: 1, status: "blocked", paths: 1, message: "" };

function sentenceOf(part: Partial<Summary>, causes = 0): string {
  const report = { run: {}, summary: { ...none, ...part } } as unknown as Report;
  return standingOf({ matrix, report, causes: Array(causes).fill(cause) }).sentence;
}

test("Standing: one sentence", () => {
  assert.equal(sentenceOf({ paths: 9900, blocked: 40, exposed: 1, unknown: 12 }, 3),
    "3 causes, 41 of 9,900 paths broken, 12 unknown");
  assert.equal(sentenceOf({ paths: 9900, open: 9900 }), "All 9,900 paths are as expected");
  assert.equal(sentenceOf({ paths: 10, open: 8, unknown: 2, accepted: 2 }),
    "All 10 paths are as expected, but for 2 unknown that are accepted");
  assert.equal(sentenceOf({ paths: 10, open: 8, unknown: 2, accepted: 1 }, 1), "1 of 10 paths unknown, none broken");
  assert.equal(sentenceOf({ paths: 1, open: 1 }), "The one path is as expected");
  assert.equal(sentenceOf({}), "No path was checked");
});

test("Standing: without a report it is counted of the matrix", () => {
  assert.deepEqual(summaryOf(matrix), { ...none, paths: 7, open: 4, blocked: 1, unknown: 1, closed: 1 });
  const snapshot = { matrix, report: null, causes: [] };
  assert.equal(standingOf(snapshot).sentence, "1 of 7 paths broken, 1 unknown");
  assert.equal(remarksOf(snapshot).length, 1);
});

test("Standing: what a run left out is told", () => {
  const remarks = (run: object) =>
    remarksOf({ matrix, report: { run } as unknown as Report, causes: [] });
  assert.deepEqual(remarks({ exposure_checked: true, coverage: { plan: "full", possible: 6, tried: 4 } }), []);
  assert.deepEqual(remarks({ coverage: { plan: "cover", possible: 9900, tried: 200 } }), [
    "This run tried 200 of 9,900 paths between nodes that all dial each other (--plan cover).",
  ]);
  assert.equal(remarks({ interrupted: true, exposure_checked: false }).length, 2);
});
