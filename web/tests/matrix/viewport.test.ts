import assert from "node:assert/strict";
import test from "node:test";
import { halved, lit, shadesOf } from "../../src/matrix/shades";
import {
  cellAt, clamped, type Extent, linesInSight, revealing, sizeToFit, zoomed,
} from "../../src/matrix/viewport";

const extent: Extent = { rows: 1000, columns: 1000, width: 700, height: 500 };

test("A viewport: all is in sight at first, and cells are whole pixels where they can", () => {
  assert.equal(sizeToFit(extent, 40), 0.5);
  assert.equal(sizeToFit({ ...extent, rows: 10, columns: 10 }, 40), 40);
  assert.equal(sizeToFit({ ...extent, rows: 120, columns: 120 }, 40), 4);
  assert.equal(sizeToFit({ ...extent, rows: 0, columns: 0 }, 40), 40);
});

test("A viewport: the point that is zoomed at stays", () => {
  const at = { x: 350, y: 250 };
  let view = { size: 1, x: 100, y: 200 };
  const cell = cellAt(view, extent, at.x, at.y)!;
  while (view.size < 20) view = zoomed(view, extent, 1.3, at, 0.5);
  assert.equal(view.size, Math.round(view.size));
  const now = cellAt(view, extent, at.x, at.y)!;
  assert.ok(Math.abs(now.row - cell.row) <= 2 && Math.abs(now.column - cell.column) <= 2);
  while (view.size > 0.5) view = zoomed(view, extent, 1 / 1.3, at, 0.5);
  assert.deepEqual(view, { size: 0.5, x: 0, y: 0 });
});

test("A viewport: is never moved out of sight", () => {
  assert.deepEqual(clamped({ size: 10, x: -50, y: 1e9 }, extent), { size: 10, x: 0, y: 9500 });
  assert.deepEqual(clamped({ size: 0.5, x: 50, y: 50 }, extent), { size: 0.5, x: 0, y: 0 });
});

test("A viewport: reveals a cell, and moves no more than needed", () => {
  assert.deepEqual(revealing({ size: 10, x: 0, y: 0 }, extent, 3, 3), { size: 10, x: 0, y: 0 });
  assert.deepEqual(revealing({ size: 10, x: 0, y: 0 }, extent, 50, 70), { size: 10, x: 10, y: 10 });
  assert.deepEqual(revealing({ size: 10, x: 900, y: 900 }, extent, 0, 0), { size: 10, x: 0, y: 0 });
});

test("A viewport: hits no cell outside of the cells", () => {
  const view = { size: 10, x: 5, y: 0 };
  assert.deepEqual(cellAt(view, extent, 6, 0), { row: 0, column: 1 });
  assert.equal(cellAt(view, extent, -1, 0), null);
  assert.equal(cellAt(view, extent, 700, 0), null);
  assert.equal(cellAt({ size: 40, x: 0, y: 0 }, { ...extent, rows: 2, columns: 2 }, 100, 10), null);
});

test("A viewport: tells which lines are in sight", () => {
  assert.deepEqual(linesInSight(25, 10, 100, 1000), { first: 2, end: 13 });
  assert.deepEqual(linesInSight(0, 10, 100, 4), { first: 0, end: 4 });
});

test("Shades: a pixel that stands for several cells shows the worst, and what is lit", () => {
  const marks = Uint8Array.from([2, 8, 2, 2, 2, 5, 3, 2, 2]);
  const level = { width: 3, height: 3, shades: shadesOf(marks, null) };
  const half = halved(level);
  assert.deepEqual([half.width, half.height], [2, 2]);
  assert.deepEqual([...half.shades], [8 | lit, 5 | lit, 3 | lit, 2 | lit]);
  const pointed_out = new Uint8Array(9);
  pointed_out[0] = 1;
  const dim = halved({ ...level, shades: shadesOf(marks, pointed_out) });
  assert.deepEqual([...dim.shades], [2 | lit, 5, 3, 2]);
  assert.deepEqual([...halved(halved(half)).shades], [8 | lit]);
});
