import assert from "node:assert/strict";
import test from "node:test";
import { round_trip_steps_us, roundTripUs } from "../../src/data/round_trip";

test("Round trips: the steps are those of evidence/round_trip_code.hpp", () => {
  assert.deepEqual([...round_trip_steps_us.slice(0, 5)], [0, 0, 1, 2, 3]);
  assert.equal(round_trip_steps_us[29], 28);
  assert.ok(round_trip_steps_us[255]! > 60_000_000);
  for (let code = 2; code < 256; ++code)
    assert.ok(round_trip_steps_us[code]! > round_trip_steps_us[code - 1]!);
});

test("Round trips: 0 is not known, and so is what is no code", () => {
  assert.equal(roundTripUs(0), null);
  assert.equal(roundTripUs(1), 0);
  assert.equal(roundTripUs(256), null);
});
