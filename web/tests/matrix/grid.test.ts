import assert from "node:assert/strict";
import test from "node:test";
import { Mark } from "../../src/data/marks";
import { decodeMatrix } from "../../src/data/matrix";
import { sentenceOfCell, tellCell } from "../../src/matrix/cell_words";
import { cellsOfCause, type Grid, gridOf, nextTrouble } from "../../src/matrix/grid";
import { firstFolding, type Folding } from "../../src/matrix/lines";
import { type Filter, no_filter } from "../../src/state/filter";
import { smallAnswer } from "../data/small_matrix";

const matrix = decodeMatrix(smallAnswer());
const unfolded: Folding = { all: false, except: new Set() };
const folded: Folding = { all: true, except: new Set() };

function markOf(grid: Grid, from: string, to: string): Mark {
  const row = grid.rows.findIndex((line) => line.name === from);
  const column = grid.columns.findIndex((line) => line.name === to);
  assert.ok(row >= 0 && column >= 0, `${from} ${to}`);
  return grid.marks[row * grid.columns.length + column]!;
}
const names = (grid: Grid) => [grid.rows.map((line) => line.name), grid.columns.map((line) => line.name)];
const filtered = (part: Partial<Filter>, folding = unfolded) =>
  gridOf(matrix, { ...no_filter, ...part }, folding);

test("A grid: has a cell for each pair, with the worst of its paths", () => {
  const grid = filtered({});
  assert.equal(grid.rows.length, 5);
  assert.equal(markOf(grid, "w1", "w2"), Mark.open);
  assert.equal(markOf(grid, "w1", "w3"), Mark.blocked);
  assert.equal(markOf(grid, "w3", "w1"), Mark.unknown);
  assert.equal(markOf(grid, "office", "root"), Mark.closed);
  assert.equal(markOf(grid, "root", "w1"), Mark.nothing);
});

test("A grid: a folded cluster has the worst, and the share", () => {
  const grid = filtered({}, folded);
  assert.deepEqual(names(grid)[0], ["root", "east", "west", "office"]);
  assert.equal(markOf(grid, "east", "west"), Mark.blocked);
  const cell = 1 * 4 + 2;
  assert.equal(grid.totals![cell], 2);
  assert.equal(grid.troubles![cell], 1);
  const told = tellCell(matrix, grid, no_filter, 1, 2)!;
  assert.equal(sentenceOfCell(told), "east (1 node) to west (2 nodes): 1 of 2 paths as expected. 1 blocked; 1 open.");
});

test("A grid: one cluster can be unfolded", () => {
  const grid = gridOf(matrix, no_filter, { all: true, except: new Set(["west"]) });
  assert.deepEqual(names(grid)[0], ["root", "east", "w2", "w3", "office"]);
});

test("A grid: of a filter has only lines that have something to show", () => {
  assert.deepEqual(names(filtered({ marks: new Set([Mark.blocked]) })), [["w1"], ["w3"]]);
  assert.deepEqual(names(filtered({ flow: "exposed-root-80" })), [["office"], ["root"]]);
  assert.deepEqual(names(filtered({ cause: 2 })), [["w3"], ["w1"]]);
  assert.deepEqual(names(filtered({ cluster: "east" })), [["w1", "w2", "w3"], ["w1", "w2", "w3"]]);
  assert.deepEqual(names(filtered({ text: "W1 > w3" })), [["w1"], ["w3"]]);
  assert.deepEqual(names(filtered({ text: "office" })), [["office"], ["root"]]);
  assert.deepEqual(names(filtered({ text: "nobody" })), [[], []]);
});

test("A grid: whom somebody looks for is in no folded cluster", () => {
  assert.deepEqual(names(filtered({ text: "w3" }, folded)), [["east", "west", "w3"], ["east", "west", "w3"]]);
});

test("A matrix: begins folded where its cells would be tiny in the window", () => {
  const node = (at: number) => ({ name: `w${at}`, cluster: `c${at % 5}` });
  const of = (count: number) => ({ ...matrix, nodes: Array.from({ length: count }, (_, at) => node(at)) });
  assert.equal(firstFolding(of(50), 1_280).all, false);
  assert.equal(firstFolding(of(50), 390).all, true);
  assert.equal(firstFolding(of(30), 390).all, false);
  assert.equal(firstFolding(of(61), 1_280).all, true);
});

test("A grid: the cells of a cause, and the next trouble, round and back", () => {
  const grid = filtered({});
  const cells = cellsOfCause(matrix, grid, no_filter, 1);
  assert.equal(cells.reduce((a, b) => a + b, 0), 1);
  assert.equal(cells[1 * 5 + 3], 1);
  assert.equal(nextTrouble(grid, 0, 1), 1 * 5 + 3);
  assert.equal(nextTrouble(grid, 1 * 5 + 3, 1), 3 * 5 + 1);
  assert.equal(nextTrouble(grid, 3 * 5 + 1, 1), 1 * 5 + 3);
  assert.equal(nextTrouble(grid, 0, -1), 3 * 5 + 1);
  assert.equal(nextTrouble(filtered({ marks: new Set([Mark.open]) }), 0, 1), -1);
});

test("A cell: tells its paths in words", () => {
  const grid = filtered({});
  const told = tellCell(matrix, grid, no_filter, 1, 3)!;
  assert.equal(sentenceOfCell(told), "w1 to w3: blocked. tunnel blocked: dropped, target firewall.");
  assert.deepEqual(told.pair, { source: "w1", target: "w3" });
  assert.equal(tellCell(matrix, grid, no_filter, 2, 2)!.title, "the node itself");
  assert.equal(tellCell(matrix, grid, no_filter, 0, 1)!.pair, null);
  assert.equal(tellCell(matrix, grid, no_filter, 9, 9), null);
});
