import assert from "node:assert/strict";
import test from "node:test";
import { decodeMatrix } from "../../src/data/matrix";
import { gridOf } from "../../src/matrix/grid";
import { actionOfKey } from "../../src/matrix/keys";
import { labelsOf } from "../../src/matrix/labels_painter";
import { no_filter } from "../../src/state/filter";
import { smallAnswer } from "../data/small_matrix";

const unfolded = { all: false, except: new Set<string>() };
const grid = gridOf(decodeMatrix(smallAnswer()), no_filter, unfolded);
const at = (row: number, column: number) => ({ kind: "focus", cell: { row, column } });
const press = (key: string, row = 2, column = 2, shift = false) =>
  actionOfKey(key, shift, grid, { row, column }, 3);

test("Keys: move within the matrix, and not beyond it", () => {
  assert.deepEqual(press("ArrowLeft"), at(2, 1));
  assert.deepEqual(press("ArrowUp", 0, 0), at(0, 0));
  assert.deepEqual(press("ArrowRight", 4, 4), at(4, 4));
  assert.deepEqual(press("Home"), at(2, 0));
  assert.deepEqual(press("End"), at(2, 4));
  assert.deepEqual(press("PageDown"), at(4, 2));
  assert.deepEqual(press("PageUp"), at(0, 2));
});

test("Keys: go from trouble to trouble", () => {
  assert.deepEqual(press("n", 0, 0), at(1, 3));
  assert.deepEqual(press("N", 0, 0, true), at(3, 1));
});

test("Keys: open, zoom, leave, and let the others be", () => {
  assert.deepEqual(press("Enter"), { kind: "open" });
  assert.equal(actionOfKey("Enter", false, grid, null, 3), null);
  assert.deepEqual(press("0"), { kind: "fit" });
  assert.deepEqual(press("Escape"), { kind: "leave" });
  assert.equal(press("Tab"), null);
  const empty = gridOf(decodeMatrix(smallAnswer()), { ...no_filter, text: "nobody" }, unfolded);
  assert.equal(actionOfKey("ArrowLeft", false, empty, null, 3), null);
});

test("Labels: each line's where there is room, else each cluster's, else some", () => {
  const lines = Array.from({ length: 100 }, (_, i) => ({
    name: `w${i}`, cluster: i < 50 ? "east" : "west", nodes: [i], folded: false,
  }));
  assert.equal(labelsOf(lines, 10, 20, 12, 11).length, 10);
  const clusters = labelsOf(lines, 0, 100, 1, 11);
  assert.deepEqual(clusters.map((label) => [label.text, label.first, label.end]), [["east", 0, 50], ["west", 50, 100]]);
  const alone = lines.map((line) => ({ ...line, cluster: "" }));
  const some = labelsOf(alone, 0, 100, 1, 11);
  assert.ok(some.length >= 3 && some.length <= 9);
});
