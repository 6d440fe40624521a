import { isAsExpected, Mark } from "../../data/marks";
import type { Matrix } from "../../data/matrix";

// The worst of all paths between a node and another one, a direction each.
export interface Neighbour {
  readonly index: number;
  readonly name: string;
  readonly mark: Mark;
}

export interface Side {
  readonly neighbours: readonly Neighbour[]; // those that paths lead to or come from, in order
  readonly paths: number;
  readonly wrong: number; // paths that are not as expected
}

// The paths from a node and those to it, of the flows that `takes` takes.
export function sidesOf(
  matrix: Matrix,
  node: number,
  takes: (flow: number) => boolean = () => true,
): { from: Side; to: Side } {
  const count = matrix.nodes.length;
  const row = { marks: new Uint8Array(count), paths: 0, wrong: 0 };
  const column = { marks: new Uint8Array(count), paths: 0, wrong: 0 };
  const put = (side: typeof row, peer: number, mark: Mark): void => {
    side.marks[peer] = Math.max(side.marks[peer]!, mark);
    ++side.paths;
    if (!isAsExpected(mark)) ++side.wrong;
  };
  for (let block = 0; block < matrix.block_flow.length; ++block) {
    if (!takes(matrix.block_flow[block]!)) continue;
    const source = matrix.block_source[block]!;
    const end = matrix.block_run[block + 1]!;
    for (let run = matrix.block_run[block]!; run < end; ++run) {
      const first = matrix.run_target[run]!;
      const behind = first + matrix.run_length[run]!;
      const mark = matrix.marks[matrix.run_outcome[run]!]! as Mark;
      if (source === node) for (let peer = first; peer < behind; ++peer) put(row, peer, mark);
      if (node >= first && node < behind) put(column, source, mark);
    }
  }
  const sideOf = ({ marks, paths, wrong }: typeof row): Side => ({
    neighbours: [...marks].flatMap((mark, index) =>
      mark === Mark.nothing ? [] : [{ index, name: matrix.nodes[index]!.name, mark }],
    ),
    paths,
    wrong,
  });
  return { from: sideOf(row), to: sideOf(column) };
}

function oneSide({ paths, wrong }: Side, words: string): string {
  if (paths === 0) return `no path ${words}`;
  if (wrong === 0) return `all ${paths.toLocaleString("en")} paths ${words} are as expected`;
  return `${wrong.toLocaleString("en")} of ${paths.toLocaleString("en")} paths ${words} are not as expected`;
}

// "4 of 12 paths to it are not as expected; all 12 paths from it are as expected"
export function sidesWords({ from, to }: { from: Side; to: Side }): string {
  return [oneSide(to, "to it"), oneSide(from, "from it")].join("; ");
}
