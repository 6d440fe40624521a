import { isAsExpected, Mark } from "../data/marks";
import { type Matrix, pathsOfPair } from "../data/matrix";
import { roundTripUs } from "../data/round_trip";
import { countOf, numberText, roundTripText, wordsOfCause, wordsOfMark, wordsOfWhere } from "../parts/words";
import type { Filter } from "../state/filter";
import type { Grid } from "./grid";
import type { Line } from "./lines";

// What a cell says, in words.
export interface CellTold {
  from: string;
  to: string;
  mark: Mark;
  // One line of all: "blocked", "2,499 of 2,500 paths as expected".
  title: string;
  lines: { mark: Mark; text: string; note: string }[];
  // The pair to open; null: a group, or nothing to see.
  pair: { source: string; target: string } | null;
}

export function nameOfLine(line: Line): string {
  return line.folded ? `${line.name} (${countOf(line.nodes.length, "node")})` : line.name;
}

export function tellCell(
  matrix: Matrix, grid: Grid, filter: Filter, row: number, column: number,
): CellTold | null {
  const [from, to] = [grid.rows[row], grid.columns[column]];
  if (!from || !to) return null;
  const mark = grid.marks[row * grid.columns.length + column]! as Mark;
  const told = { from: nameOfLine(from), to: nameOfLine(to), mark };
  if (from.folded || to.folded)
    return { ...told, ...tellGroup(matrix, grid, filter, row, column), pair: null };
  const [source, target] = [from.nodes[0]!, to.nodes[0]!];
  if (source === target)
    return { ...told, title: "the node itself", lines: [], pair: null };
  const paths = pathsOfPair(matrix, source, target).filter((path) => isShown(matrix, filter, path));
  const lines = paths.map((path) => {
    const outcome = matrix.outcomes[path.outcome]!;
    const us = roundTripUs(path.round_trip);
    const why = [outcome.cause && wordsOfCause(outcome.cause), wordsOfWhere(outcome)].filter(Boolean);
    const id = matrix.flows[path.flow]!.id;
    const path_mark = matrix.marks[path.outcome]! as Mark;
    const text = `${id} ${wordsOfMark(path_mark)}${why.length > 0 ? `: ${why.join(", ")}` : ""}`;
    return { mark: path_mark, text, note: us === null ? "" : roundTripText(us) };
  });
  lines.sort((a, b) => b.mark - a.mark);
  const pair = paths.length > 0
    ? { source: matrix.nodes[source]!.name, target: matrix.nodes[target]!.name } : null;
  return { ...told, title: wordsOfMark(mark), lines, pair };
}

function isShown(matrix: Matrix, filter: Filter, path: { flow: number; outcome: number }): boolean {
  if (filter.flow !== null && matrix.flows[path.flow]!.id !== filter.flow) return false;
  if (filter.marks && !filter.marks.has(matrix.marks[path.outcome]! as Mark)) return false;
  return filter.cause === null || matrix.outcomes[path.outcome]!.cause_id === filter.cause;
}

function tellGroup(
  matrix: Matrix, grid: Grid, filter: Filter, row: number, column: number,
): Pick<CellTold, "title" | "lines"> {
  const cell = row * grid.columns.length + column;
  const [total, troubles] = [grid.totals![cell]!, grid.troubles![cell]!];
  if (total === 0) return { title: wordsOfMark(Mark.nothing), lines: [] };
  const counts = countsOfGroup(matrix, grid, filter, row, column);
  const lines: CellTold["lines"] = [];
  for (let mark = counts.length - 1; mark > 0; --mark)
    if (counts[mark]! > 0)
      lines.push({ mark, text: `${numberText(counts[mark]!)} ${wordsOfMark(mark)}`, note: "" });
  const title = troubles === 0
    ? `all ${countOf(total, "path")} as expected`
    : `${numberText(total - troubles)} of ${countOf(total, "path")} as expected`;
  return { title, lines };
}

function countsOfGroup(
  matrix: Matrix, grid: Grid, filter: Filter, row: number, column: number,
): number[] {
  const counts = new Array<number>(Mark.blocked + 1).fill(0);
  for (let block = 0; block < matrix.block_flow.length; ++block) {
    if (grid.row_of[matrix.block_source[block]!] !== row) continue;
    const flow = matrix.block_flow[block]!;
    for (let run = matrix.block_run[block]!; run < matrix.block_run[block + 1]!; ++run) {
      const outcome = matrix.run_outcome[run]!;
      if (!isShown(matrix, filter, { flow, outcome })) continue;
      const first = matrix.run_target[run]!;
      for (let node = first; node < first + matrix.run_length[run]!; ++node)
        if (grid.column_of[node] === column) ++counts[matrix.marks[outcome]!]!;
    }
  }
  return counts;
}

// For a screen reader, and for the table: one sentence.
export function sentenceOfCell(told: CellTold): string {
  const lines = told.lines.map((line) => line.text + (line.note ? `, ${line.note}` : ""));
  const more = lines.length > 0 && !(lines.length === 1 && isAsExpected(told.mark)) ? `. ${lines.join("; ")}` : "";
  return `${told.from} to ${told.to}: ${told.title}${more}.`;
}
