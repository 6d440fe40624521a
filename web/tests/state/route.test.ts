import assert from "node:assert/strict";
import test from "node:test";
import { Mark } from "../../src/data/marks";
import { isFiltered, no_filter, parseFilter, queryOfFilter } from "../../src/state/filter";
import { hrefOf, parseRoute } from "../../src/state/route";

test("A route: leads back to what it was made of", () => {
  const strange = "w 1/ü?&#%";
  const pair = parseRoute(hrefOf.pair(strange, "w3", { flow: "tunnel", at: "2026-11-24T00:00:00Z" }));
  assert.ok(pair.view === "pair");
  assert.deepEqual(
    [pair.source, pair.target, pair.flow, pair.at], [strange, "w3", "tunnel", "2026-11-24T00:00:00Z"]);
  const node = parseRoute(hrefOf.node(strange));
  assert.ok(node.view === "node" && node.name === strange);
  assert.equal(parseRoute(hrefOf.now()).view, "now");
  assert.equal(parseRoute(hrefOf.time()).view, "time");
});

for (const hash of ["", "#", "#/", "#/?flow=x"])
  test(`A route: "${hash}" is now`, () => assert.equal(parseRoute(hash).view, "now"));
for (const hash of ["#/pair/w1", "#/node", "#/nowhere", "#/pair/a/b/c", "#/time/x"])
  test(`A route: "${hash}" is nowhere`, () => assert.equal(parseRoute(hash).view, "nowhere"));
test("A route: a broken escape stands for itself", () => {
  const route = parseRoute("#/node/%E0%A4%A");
  assert.ok(route.view === "node" && route.name === "%E0%A4%A");
});

test("A filter: leads back to what it was made of", () => {
  const filter = {
    flow: "tunnel", marks: new Set([Mark.blocked, Mark.unknown]), cluster: "east", text: "w1 > w3", cause: 4,
  };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(queryOfFilter(filter))) if (value) query.set(key, value);
  assert.deepEqual(parseFilter(query), filter);
  assert.ok(isFiltered(filter));
});

test("A filter: what is not known is passed over", () => {
  const filter = parseFilter(new URLSearchParams("status=nothing,blockd,3&cause=-1&flow=&q="));
  assert.deepEqual(filter, no_filter);
  assert.equal(isFiltered(filter), false);
  assert.equal(parseFilter(new URLSearchParams("cause=1e999")).cause, null);
});
