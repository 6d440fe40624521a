import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, timesWords } from "../../src/charts/series";

const point = (minute: number, median_us?: number, lost = 0) => ({
  at: new Date(Date.UTC(2026, 10, 30, 10, minute)).toISOString(),
  seconds: 60,
  median_us,
  min_us: median_us,
  max_us: median_us,
  sent: 10,
  lost,
});

test("points become columns in order of time, in milliseconds", () => {
  const columns = columnsOf([point(2, 2_000), point(1, 1_000, 5)]);
  assert.deepEqual(columns.median_ms, [1, 2]);
  assert.deepEqual(columns.loss_percent, [50, 0]);
});

test("a time without points breaks the line", () => {
  const columns = columnsOf([point(0, 1), point(1, 1), point(2, 1), point(30, 1)]);
  assert.deepEqual(columns.median_ms, [0.001, 0.001, 0.001, null, 0.001]);
  assert.deepEqual(columns.at, [...columns.at].sort((a, b) => a - b));
});

test("points that are no times, and double ones, are passed over", () => {
  const columns = columnsOf([{ ...point(0), at: "x" }, point(1, 1), point(1, 2)]);
  assert.equal(columns.at.length, 1);
});

test("the words tell the median, its range and what was lost", () => {
  assert.equal(
    timesWords([point(0, 1_000), point(1, 2_000, 1), point(2, 3_000)]),
    "the median round trip was 2.00 ms, between 1.00 ms and 3.00 ms; 1 of 30 probes were lost (3.3 %)",
  );
  assert.equal(timesWords([point(0)]), "no round trip was timed; none of 10 probes was lost");
  assert.equal(timesWords([]), "");
});
