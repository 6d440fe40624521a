import assert from "node:assert/strict";
import { test } from "node:test";
import { countsOf, firstMissed, totalAt, waypoints } from "../../src/journey/waypoints";
import { journeyWords, placeWords, wayBack, waypointWords, wayThere, type Ends } from "../../src/journey/words";

const ends: Ends = { source: "w1", target: "w3", taker: "our stand-in" };

test("a journey that ends at the target's firewall says how far it came", () => {
  const counts = countsOf([3, 3, 3, 0, 0, 0, 0, 0, 0, 0]);
  assert.equal(wayThere(counts, ends), "3 of 3 left w1, came to w3; none got past w3's firewall");
  assert.equal(wayBack(counts, ends), "");
  assert.equal(
    journeyWords(counts, ["target-firewall"], ends),
    "Of the probes from w1 to w3, 3 of 3 left w1, came to w3; none got past w3's firewall. " +
      "It is stopped at w3's firewall.",
  );
});

test("a whole journey is told by its ends alone", () => {
  const counts = countsOf([3, 3, 3, 3, 3, 3, 3, 3, 3, 3]);
  assert.equal(wayThere(counts, ends), "all 3 reached our stand-in");
  assert.equal(wayBack(counts, ends), "all 3 were heard by w1");
});

test("losses on the way are told leg by leg", () => {
  const counts = countsOf([5, 5, 3, 3, 3, 3, 3, 1, 1, 1]);
  assert.equal(
    wayThere(counts, ends),
    "5 of 5 left w1; 3 of 5 came to w3, got past w3's firewall, reached our stand-in",
  );
  assert.equal(
    wayBack(counts, ends),
    "3 of 3 left w3; 1 of 3 came to w1, got past w1's firewall, were heard by w1",
  );
});

test("unseen waypoints are passed over", () => {
  const counts = countsOf([3, null, null, null, 0, null, null, null, null, 0]);
  assert.equal(wayThere(counts, ends), "none reached our stand-in");
});

test("nothing that was sent is said so", () => {
  assert.equal(journeyWords(countsOf([0]), [], ends), "Nothing was sent.");
  assert.equal(journeyWords(countsOf(undefined), [], ends), "How far the probes came was not seen.");
  assert.equal(wayThere(countsOf([1]), ends), "1 were sent");
});

test("several places are told as such, and a name that ends in s gets its apostrophe", () => {
  const edges: Ends = { ...ends, source: "atlas" };
  assert.equal(
    placeWords(["source-firewall", "network"], edges),
    "one of: atlas' firewall; the network",
  );
  assert.equal(placeWords([], edges), "");
});

test("counts are read from a report's object and from a matrix's list", () => {
  const object = { sent: 3, "left-source": null, "answer-delivered": 0 };
  assert.deepEqual(countsOf(object), [3, null, null, null, null, null, null, null, null, 0]);
  assert.deepEqual(countsOf([2, -1, "x", 1.5]), [2, ...Array(9).fill(null)]);
});

test("the first waypoint missed, and what counts are out of", () => {
  const counts = countsOf([5, null, 3, 3, 3, 2, 2, 0, 0, 0]);
  assert.equal(firstMissed(counts), 7);
  assert.equal(totalAt(counts, 2), 5);
  assert.equal(totalAt(counts, 7), 2);
  assert.equal(firstMissed(countsOf([1, 1])), null);
});

test("waypoints are told in words, with names that have room", () => {
  assert.deepEqual(waypoints.map((one) => waypointWords(one, ends)), [
    "sent", "left w1", "came to w3", "let in", "delivered", "answered", "left w3", "came to w1", "let in", "heard",
  ]);
  assert.equal(waypointWords("reached-target", { ...ends, target: "worker-in-the-far-office" }), "arrived");
});
