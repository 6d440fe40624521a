import assert from "node:assert/strict";
import { test } from "node:test";
import { Mark } from "../../src/data/marks";
import { stripesOf, ticksOf, type Span } from "../../src/life/bands";
import { spansOfAgent, spansOfPath } from "../../src/life/spans";

const span = (since: number, until: number | null, mark = Mark.open): Span => ({
  since,
  until,
  mark,
  label: "",
});

test("spans become shares of the band, cut at its ends", () => {
  const stripes = stripesOf([span(0, 150), span(150, null, Mark.blocked)], 100, 200);
  assert.deepEqual(
    stripes.map(({ left, width }) => [left, width]),
    [[0, 0.5], [0.5, 0.5]],
  );
});

test("what is outside, empty or turned round is left out", () => {
  assert.deepEqual(stripesOf([span(0, 100), span(200, 300), span(180, 120), span(150, 150)], 100, 200), []);
  assert.deepEqual(stripesOf([span(0, null)], 200, 100), []);
});

test("what was unknown is drawn last, beside what was known", () => {
  const stripes = stripesOf([span(120, 140, Mark.unknown), span(100, null, Mark.blocked)], 100, 200);
  assert.deepEqual(stripes.map(({ is_unknown }) => is_unknown), [false, true]);
});

test("ticks are round times, few enough", () => {
  const from = Date.UTC(2026, 10, 30, 9, 7) / 1000;
  const ticks = ticksOf(from, from + 86_400, 6);
  assert.ok(ticks.length >= 3 && ticks.length <= 6);
  assert.ok(ticks.every(({ left }) => left >= 0 && left <= 1));
  assert.deepEqual(ticksOf(5, 5, 6), []);
});

test("intervals of a path are told with cause and place", () => {
  const spans = spansOfPath([
    { since: "2026-11-30T10:00:00Z", until: "2026-11-30T11:00:00Z", status: "open" },
    { since: "2026-11-30T11:00:00Z", status: "blocked", cause: "dropped", where: "target-firewall" },
    { since: "no time", status: "open" },
  ]);
  assert.deepEqual(spans.map(({ label }) => label), ["open", "blocked: dropped, target firewall"]);
  assert.equal(spans[1]!.until, null);
});

test("an agent's state stands in either key", () => {
  const at = "2026-11-30T10:00:00Z";
  const spans = spansOfAgent([{ since: at, state: "lost" }, { since: at, status: "reached" as never }]);
  assert.deepEqual(spans.map(({ label, mark }) => [label, mark]), [["lost", Mark.degraded], ["reached", Mark.open]]);
});
