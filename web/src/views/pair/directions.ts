import type { MatrixFlow, Outcome } from "../../data/api_types";
import { isAsExpected, Mark, markOf } from "../../data/marks";
import { pathsOfPair, type Matrix } from "../../data/matrix";
import { roundTripUs } from "../../data/round_trip";

// A path as the matrix knows it.
export interface KnownPath {
  readonly source: string;
  readonly target: string;
  readonly flow: MatrixFlow;
  readonly outcome: Outcome;
  readonly mark: Mark;
  readonly median_us: number | null;
}

export interface Direction {
  readonly source: string;
  readonly target: string;
  readonly paths: readonly KnownPath[]; // what is worst first, else in the order of flows
}

// From the one to the other and back; a machine of several roles dials itself: those paths belong to
// the picture, too. null: the matrix does not know one of the two.
export function directionsOf(matrix: Matrix, source: string, target: string): Direction[] | null {
  const from = matrix.index_of_node.get(source);
  const to = matrix.index_of_node.get(target);
  if (from === undefined || to === undefined) return null;
  const direction = (a: number, b: number): Direction => ({
    source: matrix.nodes[a]!.name,
    target: matrix.nodes[b]!.name,
    paths: pathsOfPair(matrix, a, b)
      .map(({ flow, outcome, round_trip }) => ({
        source: matrix.nodes[a]!.name,
        target: matrix.nodes[b]!.name,
        flow: matrix.flows[flow]!,
        outcome: matrix.outcomes[outcome]!,
        mark: markOf(matrix.outcomes[outcome]!),
        median_us: roundTripUs(round_trip),
      }))
      .sort((a, b) => Number(isAsExpected(a.mark)) - Number(isAsExpected(b.mark)) ||
        (isAsExpected(a.mark) ? 0 : b.mark - a.mark)),
  });
  if (from === to) return [direction(from, to)];
  const own = [direction(from, from), direction(to, to)].filter(({ paths }) => paths.length > 0);
  return [direction(from, to), direction(to, from), ...own];
}

function pathsWords(count: number): string {
  return `${count} ${count === 1 ? "path" : "paths"}`;
}

// "2 of 3 paths are not as expected: blocked, degraded"; "all 3 paths are as expected".
export function directionWords({ paths }: Direction): string {
  if (paths.length === 0) return "nothing is expected there";
  const wrong = paths.filter(({ mark }) => !isAsExpected(mark));
  if (wrong.length === 0)
    return paths.length === 1 ? "its only path is as expected" : `all ${pathsWords(paths.length)} are as expected`;
  const statuses = [...new Set(wrong.map(({ outcome }) => outcome.status))].join(", ");
  return paths.length === 1
    ? `its only path is ${statuses}`
    : `${wrong.length} of ${pathsWords(paths.length)} ${wrong.length === 1 ? "is" : "are"} not as expected: ${statuses}`;
}
