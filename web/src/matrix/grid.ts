import { isAsExpected, type Mark } from "../data/marks";
import type { Matrix } from "../data/matrix";
import { isFiltered, type Filter } from "../state/filter";
import { type Folding, type Line, lines_max, linesOf, orderOfNodes } from "./lines";
import { forEachShown, namedNodes } from "./shown_paths";

// The matrix as it is shown: the worst mark of each cell, row by row.
export interface Grid {
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  readonly marks: Uint8Array;
  // Paths of each cell, and how many of them are not as expected. Null: no line is a group.
  readonly totals: Uint32Array | null;
  readonly troubles: Uint32Array | null;
  // Lines that were left out, since there are too many.
  readonly left_out: number;
  // The line of each node; -1: it has none.
  readonly row_of: Int32Array;
  readonly column_of: Int32Array;
}

// Whether two grids have the same lines: what is in sight of one is of the other, too.
export function haveSameLines(one: Grid, other: Grid): boolean {
  const same = (a: readonly Line[], b: readonly Line[]) =>
    a.length === b.length &&
    a.every((line, i) => line.name === b[i]!.name && line.folded === b[i]!.folded);
  return same(one.rows, other.rows) && same(one.columns, other.columns);
}

function placesOf(lines: readonly Line[], nodes: number): Int32Array {
  const places = new Int32Array(nodes).fill(-1);
  lines.forEach((line, place) => {
    for (const node of line.nodes) places[node] = place;
  });
  return places;
}

export function gridOf(matrix: Matrix, filter: Filter, folding: Folding): Grid {
  const count = matrix.nodes.length;
  let sources: Uint8Array | null = null;
  let targets: Uint8Array | null = null;
  if (isFiltered(filter)) {
    const [as_source, as_target] = [new Uint8Array(count), new Uint8Array(count)];
    forEachShown(matrix, filter, (source, target, length) => {
      as_source[source] = 1;
      as_target.fill(1, target, target + length);
    });
    [sources, targets] = [as_source, as_target];
  }
  const order = orderOfNodes(matrix);
  const named = namedNodes(matrix, filter);
  const all_rows = linesOf(matrix, order, folding, sources, named);
  const all_columns = linesOf(matrix, order, folding, targets, named);
  const rows = all_rows.slice(0, lines_max);
  const columns = all_columns.slice(0, lines_max);
  const row_of = placesOf(rows, count);
  const column_of = placesOf(columns, count);
  const width = columns.length;
  const cells = rows.length * width;
  const marks = new Uint8Array(cells);
  const grouped = rows.some((line) => line.folded) || columns.some((line) => line.folded);
  const totals = grouped ? new Uint32Array(cells) : null;
  const troubles = grouped ? new Uint32Array(cells) : null;
  forEachShown(matrix, filter, (source, target, length, outcome) => {
    const row = row_of[source]!;
    if (row < 0) return;
    const mark = matrix.marks[outcome]!;
    const trouble = isAsExpected(mark) ? 0 : 1;
    for (let node = target; node < target + length; ++node) {
      const column = column_of[node]!;
      if (column < 0) continue;
      const cell = row * width + column;
      if (mark > marks[cell]!) marks[cell] = mark;
      if (!totals || !troubles) continue;
      ++totals[cell]!;
      troubles[cell]! += trouble;
    }
  });
  const left_out = all_rows.length - rows.length + all_columns.length - columns.length;
  return { rows, columns, marks, totals, troubles, left_out, row_of, column_of };
}

// Which cells a cause's paths are in, as 1; of a filtered grid those that are shown.
export function cellsOfCause(matrix: Matrix, grid: Grid, filter: Filter, cause: number): Uint8Array {
  const cells = new Uint8Array(grid.marks.length);
  const width = grid.columns.length;
  forEachShown(matrix, { ...filter, cause }, (source, target, length) => {
    const row = grid.row_of[source]!;
    if (row < 0) return;
    for (let node = target; node < target + length; ++node) {
      const column = grid.column_of[node]!;
      if (column >= 0) cells[row * width + column] = 1;
    }
  });
  return cells;
}

// The next cell in reading order, from `cell` on and round, that is not as expected; -1: none.
export function nextTrouble(grid: Grid, cell: number, step: 1 | -1): number {
  const count = grid.marks.length;
  for (let i = 1; i <= count; ++i) {
    const at = (cell + step * i + count * 2) % count;
    if (!isAsExpected(grid.marks[at]! as Mark)) return at;
  }
  return -1;
}
