import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcer } from "../../src/live/announcer";
import { progressOf, progressWords } from "../../src/live/progress";

const change = (target: string) => ({ flow: "tunnel", source: "w1", target, before: "open", now: "blocked" });

test("changes are gathered, and said once in five seconds", () => {
  const announcer = new Announcer();
  assert.equal(announcer.due(0), null);
  announcer.add(change("w2"));
  assert.equal(announcer.due(100), 100);
  assert.equal(announcer.take(100), "1 path changed: w1 to w2, tunnel: blocked");
  announcer.add(change("w3"));
  announcer.add(change("w4"));
  assert.equal(announcer.take(200), null);
  assert.equal(announcer.due(200), 5_100);
  assert.equal(announcer.take(5_100), "2 paths changed: w1 to w3, tunnel: blocked; w1 to w4, tunnel: blocked");
  assert.equal(announcer.take(20_000), null);
});

test("three are named, the others are counted, those that were left out too", () => {
  const announcer = new Announcer();
  for (const target of ["a", "b", "c", "d"]) announcer.add(change(target));
  announcer.addLeftOut(1_000);
  assert.match(announcer.take(0) ?? "", /^1,004 paths changed: .*; and 1,001 more$/);
});

test("progress is told by phase and count, and garbled ones are passed over", () => {
  const begun = progressOf({ run: "a", paths: 4_000, at: "" });
  assert.equal(progressWords(begun!), "begun: 0 of 4,000");
  const on = progressOf({ run: "a", phase: "closer-look", done: 5_000, total: 4_000 });
  assert.equal(progressWords(on!), "closer look: 4,000 of 4,000");
  assert.equal(progressOf({ phase: "x" }), null);
  assert.equal(progressWords(progressOf({ run: "a", done: -1, total: "x" })!), "begun");
});
