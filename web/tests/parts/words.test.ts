import assert from "node:assert/strict";
import test from "node:test";
import { axisTimes, durationText, parseTime, relativeText } from "../../src/parts/time_text";
import { countOf, roundTripText, wordsOfCause, wordsOfWhere } from "../../src/parts/words";

test("Words: counts, places, causes", () => {
  assert.equal(countOf(1, "path"), "1 path");
  assert.equal(countOf(9900, "path"), "9,900 paths");
  assert.equal(wordsOfWhere({ where: "target-firewall" }), "target firewall");
  assert.equal(
    wordsOfWhere({ where_any: ["source-firewall", "network", "target-firewall"] }),
    "source firewall, network or target firewall");
  assert.equal(wordsOfWhere({}), "");
  assert.equal(wordsOfCause("of-tomorrow"), "of tomorrow");
  assert.equal(wordsOfCause("constructor"), "constructor");
  assert.equal(roundTripText(420), "0.42 ms");
  assert.equal(roundTripText(12_400), "12.4 ms");
  assert.equal(roundTripText(1_200_000), "1.2 s");
});

test("Times: how long ago, and how long", () => {
  const now = Date.parse("2026-11-24T12:00:00Z");
  assert.equal(relativeText(now - 40_000, now), "40 seconds ago");
  assert.equal(relativeText(now - 500, now), "just now");
  assert.equal(relativeText(now - 3 * 3600_000, now), "3 hours ago");
  assert.equal(relativeText(now + 2 * 86_400_000, now), "in 2 days");
  assert.equal(durationText(12), "12 s");
  assert.equal(durationText(3 * 3600 + 20 * 60), "3 h 20 min");
  assert.equal(durationText(2 * 86_400), "2 d");
  assert.equal(parseTime("no time"), null);
});

test("Times: on an axis they are written as the reader's country does", () => {
  const at = (hour: number) => new Date(2026, 10, 24, hour).getTime() / 1000;
  assert.equal(axisTimes("de-DE")(at(0), 3_600), "24. Nov.");
  assert.equal(axisTimes("de-DE")(at(15), 3_600), "15:00");
  assert.equal(axisTimes("en-US")(at(15), 86_400), "Nov 24");
  assert.match(axisTimes("en-US")(at(15), 3_600), /^3:00\sPM$/);
  assert.equal(axisTimes("de-DE")(at(15), 30), "15:00:00");
});
