import type { Matrix } from "../data/matrix";
import type { Grid } from "./grid";

// A path by its names.
export interface NamedPath {
  readonly source: string;
  readonly target: string;
}

// Which cells the paths are in, as 1. What the matrix does not have is passed over.
export function cellsOfPaths(matrix: Matrix, grid: Grid, paths: readonly NamedPath[]): Uint8Array {
  const cells = new Uint8Array(grid.marks.length);
  for (const { source, target } of paths) {
    const row = grid.row_of[matrix.index_of_node.get(source) ?? -1] ?? -1;
    const column = grid.column_of[matrix.index_of_node.get(target) ?? -1] ?? -1;
    if (row >= 0 && column >= 0) cells[row * grid.columns.length + column] = 1;
  }
  return cells;
}
