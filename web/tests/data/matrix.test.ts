import assert from "node:assert/strict";
import test from "node:test";
import type { MatrixAnswer } from "../../src/data/api_types";
import { DataError } from "../../src/data/data_error";
import { decodeMatrix, pathsOfPair } from "../../src/data/matrix";
import { rowsOf } from "./leb128";
import { smallAnswer } from "./small_matrix";

test("A matrix: tells the paths of a pair", () => {
  const matrix = decodeMatrix(smallAnswer());
  assert.equal(matrix.paths, 7);
  assert.deepEqual(pathsOfPair(matrix, 1, 2), [{ flow: 0, outcome: 0, round_trip: 1 }]);
  assert.deepEqual(pathsOfPair(matrix, 1, 3), [{ flow: 0, outcome: 1, round_trip: 0 }]);
  assert.deepEqual(pathsOfPair(matrix, 2, 1), [{ flow: 0, outcome: 0, round_trip: 30 }]);
  assert.deepEqual(pathsOfPair(matrix, 2, 2), []);
  assert.deepEqual(pathsOfPair(matrix, 4, 0), [{ flow: 1, outcome: 3, round_trip: 0 }]);
});

test("A matrix: none of any path is one, too", () => {
  const answer = { ...smallAnswer(), rows: "", paths: 0, round_trips: undefined };
  assert.equal(decodeMatrix(answer).block_flow.length, 0);
});

const bad: [string, (answer: Record<string, unknown>) => void][] = [
  ["another schema", (a) => (a.schema = "oakprobe.matrix/2")],
  ["no nodes", (a) => delete a.nodes],
  ["nodes that are no list", (a) => (a.nodes = { length: 4_000_000_000 })],
  ["a node without a name", (a) => (a.nodes = [null])],
  ["a cluster that is a number", (a) => (a.nodes = [{ name: "w", cluster: 7 }])],
  ["too many nodes", (a) => (a.nodes = new Array(10_001).fill({ name: "w" }))],
  ["no flows", (a) => (a.flows = "tunnel")],
  ["a flow whose id is a number", (a) => (a.flows = [{ id: 7 }])],
  ["an outcome without a status", (a) => (a.outcomes = [{ paths: 7 }])],
  ["an outcome of a status that there is not", (a) => (a.outcomes = [{ status: "fine", paths: 7 }])],
  ["no rows", (a) => delete a.rows],
  ["rows that are no base64", (a) => (a.rows = "%%%")],
  ["another count of paths", (a) => (a.paths = 8)],
  ["no count of paths", (a) => delete a.paths],
  ["round trips that are not one a path", (a) => (a.round_trips = "AAAA")],
  ["a flow that there is not", (a) => (a.rows = rowsOf(2, 0, 1, 1, 1, 0))],
  ["a source that there is not", (a) => (a.rows = rowsOf(0, 5, 1, 1, 1, 0))],
  ["a target that there is not", (a) => (a.rows = rowsOf(0, 0, 1, 4, 2, 0))],
  ["a gap beyond all nodes", (a) => (a.rows = rowsOf(0, 0, 1, 4_294_967_295, 1, 0))],
  ["a length beyond all nodes", (a) => (a.rows = rowsOf(0, 0, 1, 0, 4_294_967_295, 0))],
  ["an outcome that there is not", (a) => (a.rows = rowsOf(0, 0, 1, 1, 1, 4))],
  ["more runs than bytes", (a) => (a.rows = rowsOf(0, 0, 4_294_967_295, 1, 1, 0))],
  ["the same source twice", (a) => (a.rows = rowsOf(0, 1, 1, 2, 1, 0, 0, 1, 1, 3, 1, 0))],
  ["a number above 32 bits", (a) => (a.rows = Buffer.from([255, 255, 255, 255, 127]).toString("base64"))],
  ["a number without end", (a) => (a.rows = Buffer.alloc(1000, 0x80).toString("base64"))],
];

for (const [name, spoil] of bad)
  test(`A matrix: is refused with ${name}`, () => {
    const answer = smallAnswer() as unknown as Record<string, unknown>;
    spoil(answer);
    assert.throws(() => decodeMatrix(answer as unknown as MatrixAnswer), DataError);
  });

test("A matrix: that is cut off anywhere is refused", () => {
  const answer = smallAnswer();
  const bytes = Buffer.from(answer.rows, "base64");
  for (let length = 0; length < bytes.length; ++length) {
    const rows = bytes.subarray(0, length).toString("base64");
    assert.throws(() => decodeMatrix({ ...answer, rows }), DataError, `${length} bytes`);
  }
});

test("A matrix: whatever its bytes are, it is refused or within its nodes", () => {
  let state = 18;
  const draw = () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16;
  const answer = smallAnswer();
  const bytes = Buffer.from(answer.rows, "base64");
  for (let i = 0; i < 3_000; ++i) {
    const spoilt = Buffer.from(bytes);
    for (let change = 0; change <= draw() % 3; ++change) spoilt[draw() % spoilt.length] = draw() & 255;
    try {
      const matrix = decodeMatrix({ ...answer, rows: spoilt.toString("base64") });
      matrix.run_target.forEach((first, run) =>
        assert.ok(first + matrix.run_length[run]! <= matrix.nodes.length));
    } catch (error) {
      assert.ok(error instanceof DataError, String(error));
    }
  }
});

test("A matrix: of a million paths takes its bytes, and not its paths", () => {
  const nodes = Array.from({ length: 1000 }, (_, i) => ({ name: `w${i}` }));
  const numbers: number[] = [];
  for (let source = 0; source < 1000; ++source) numbers.push(0, source, 1, 0, 1000, 0);
  const answer = { ...smallAnswer(), nodes, rows: rowsOf(...numbers), paths: 1_000_000, round_trips: undefined };
  const matrix = decodeMatrix(answer);
  assert.equal(matrix.run_target.length, 1000);
});
