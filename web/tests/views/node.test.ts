import assert from "node:assert/strict";
import { test } from "node:test";
import { Mark } from "../../src/data/marks";
import { decodeMatrix } from "../../src/data/matrix";
import { directionsOf, directionWords } from "../../src/views/pair/directions";
import { sidesOf, sidesWords } from "../../src/views/node/neighbours";

// a dials b and c by two flows, b dials a; b's way to a is blocked.
const matrix = decodeMatrix({
  schema: "oakprobe.matrix/1",
  run: { id: "0123456789abcdef", started: "", finished: "" },
  nodes: [{ name: "a" }, { name: "b" }, { name: "c" }],
  flows: [{ id: "tunnel", protocol: "udp", port: 50103 }, { id: "mqtt", protocol: "tcp", port: 10003 }],
  outcomes: [
    { status: "open", paths: 3 },
    { status: "blocked", cause: "dropped", where: "network", paths: 1 },
  ],
  paths: 4,
  rows: Buffer.from([0, 0, 1, 1, 2, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0]).toString("base64"),
});

test("a node's row and column have the worst of each neighbour", () => {
  const { from, to } = sidesOf(matrix, 0);
  assert.deepEqual(from.neighbours.map(({ name, mark }) => [name, mark]), [["b", Mark.open], ["c", Mark.open]]);
  assert.deepEqual(to.neighbours.map(({ name, mark }) => [name, mark]), [["b", Mark.blocked]]);
  assert.deepEqual([from.paths, from.wrong, to.paths, to.wrong], [3, 0, 1, 1]);
  assert.equal(
    sidesWords({ from, to }),
    "1 of 1 paths to it are not as expected; all 3 paths from it are as expected",
  );
});

test("a choice of flows leaves the others out", () => {
  assert.equal(sidesOf(matrix, 0, (flow) => flow === 1).from.paths, 1);
  assert.equal(sidesWords(sidesOf(matrix, 2, () => false)), "no path to it; no path from it");
});

test("a pair has both directions, what is wrong first", () => {
  const directions = directionsOf(matrix, "a", "b")!;
  assert.deepEqual(directions.map(({ source, paths }) => [source, paths.length]), [["a", 2], ["b", 1]]);
  assert.equal(directionWords(directions[0]!), "all 2 paths are as expected");
  assert.equal(directionWords(directions[1]!), "its only path is blocked");
  assert.equal(directionWords(directionsOf(matrix, "b", "c")![0]!), "nothing is expected there");
  assert.equal(directionsOf(matrix, "a", "nobody"), null);
});
