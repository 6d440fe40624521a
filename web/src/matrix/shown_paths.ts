import type { Matrix } from "../data/matrix";
import type { Filter } from "../state/filter";

// A filter, made ready to be asked of a hundred thousand runs: tables by index.
interface Tables {
  flow: Uint8Array;
  outcome: Uint8Array;
  // Whether a node fits as source and as target; null: all do.
  ends: ((source: number, target: number) => boolean) | null;
}

function tablesOf(matrix: Matrix, filter: Filter): Tables {
  const { marks, cause } = filter;
  return {
    flow: Uint8Array.from(matrix.flows, (flow) =>
      Number(filter.flow === null || flow.id === filter.flow),
    ),
    outcome: Uint8Array.from(matrix.outcomes, (outcome, index) =>
      Number(
        (marks === null || marks.has(matrix.marks[index]!)) &&
          (cause === null || outcome.cause_id === cause),
      ),
    ),
    ends: endsOf(matrix, filter),
  };
}

// What somebody wrote: a part of a source's name and of a target's; of either's, if there is only one.
function partsOf(text: string): { first: string; second: string | undefined } {
  const [first = "", second] = text.toLowerCase().split(/->|→|>/).map((part) => part.trim());
  return { first, second };
}

function nodesNamed(matrix: Matrix, part: string): Uint8Array {
  return Uint8Array.from(matrix.nodes, (node) => Number(node.name.toLowerCase().includes(part)));
}

const named_max = 60;

// The nodes that somebody looks for by name: none is hidden in a folded cluster. Null: by no name, or so
// many that it would be of no help.
export function namedNodes(matrix: Matrix, filter: Filter): Uint8Array | null {
  const { first, second } = partsOf(filter.text);
  const named = new Uint8Array(matrix.nodes.length);
  for (const part of [first, second])
    if (part) nodesNamed(matrix, part).forEach((is, node) => (named[node]! |= is));
  const count = named.reduce((sum, is) => sum + is, 0);
  return count > 0 && count <= named_max ? named : null;
}

function endsOf(matrix: Matrix, filter: Filter): Tables["ends"] {
  const text = filter.text.trim();
  const { first, second } = partsOf(text);
  const named = (part: string) => nodesNamed(matrix, part);
  const as_source = text === "" ? null : named(first);
  const as_target = second === undefined ? as_source : named(second);
  const within = filter.cluster === null
    ? null
    : Uint8Array.from(matrix.nodes, (node) => Number(node.cluster === filter.cluster));
  if (!as_source && !within) return null;
  const both = second !== undefined;
  return (source, target) => {
    if (within && !within[source] && !within[target]) return false;
    if (!as_source || !as_target) return true;
    const [from, to] = [as_source[source]!, as_target[target]!];
    return both ? (from & to) !== 0 : (from | to) !== 0;
  };
}

// Visits the paths that a filter shows, as runs of targets that follow each other, in one outcome.
export function forEachShown(
  matrix: Matrix,
  filter: Filter,
  visit: (source: number, target: number, length: number, outcome: number) => void,
): void {
  const { flow, outcome, ends } = tablesOf(matrix, filter);
  for (let block = 0; block < matrix.block_flow.length; ++block) {
    if (!flow[matrix.block_flow[block]!]) continue;
    const source = matrix.block_source[block]!;
    const end = matrix.block_run[block + 1]!;
    for (let run = matrix.block_run[block]!; run < end; ++run) {
      const state = matrix.run_outcome[run]!;
      if (!outcome[state]) continue;
      const first = matrix.run_target[run]!;
      const length = matrix.run_length[run]!;
      if (!ends) {
        visit(source, first, length, state);
        continue;
      }
      for (let target = first; target < first + length; ++target)
        if (ends(source, target)) visit(source, target, 1, state);
    }
  }
}
