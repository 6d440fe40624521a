import type { Matrix } from "../data/matrix";

// A row or column: a node, or a cluster that is folded into one.
export interface Line {
  name: string;
  // "" of a node without one.
  cluster: string;
  // Nodes by index, ascending. More than one, or `folded`: a group.
  nodes: readonly number[];
  folded: boolean;
}

// Which clusters are folded: all but some, or only some.
export interface Folding {
  all: boolean;
  except: ReadonlySet<string>;
}

// Lines that a matrix has at most: sixteen million cells, of a byte each.
export const lines_max = 4_000;

export function isFolded(folding: Folding, cluster: string): boolean {
  return cluster !== "" && folding.all !== folding.except.has(cluster);
}

// Nodes as they are shown: those of a cluster side by side, clusters and what has none in the
// inventory's order.
export function orderOfNodes(matrix: Matrix): number[] {
  const places = new Map<string, number[]>();
  const groups: number[][] = [];
  matrix.nodes.forEach((node, index) => {
    const known = node.cluster ? places.get(node.cluster) : undefined;
    if (known) {
      known.push(index);
      return;
    }
    const group = [index];
    groups.push(group);
    if (node.cluster) places.set(node.cluster, group);
  });
  return groups.flat();
}

// The lines of those nodes (in the order given) that are `shown`. Those that stand `alone` are no part of a
// group. Null: all are shown, none stands alone.
export function linesOf(
  matrix: Matrix, order: readonly number[], folding: Folding,
  shown: Uint8Array | null, alone: Uint8Array | null,
): Line[] {
  const lines: Line[] = [];
  const groups = new Map<string, number[]>();
  for (const index of order) {
    if (shown && !shown[index]) continue;
    const node = matrix.nodes[index]!;
    const cluster = node.cluster ?? "";
    if (alone?.[index] || !isFolded(folding, cluster)) {
      lines.push({ name: node.name, cluster, nodes: [index], folded: false });
      continue;
    }
    const known = groups.get(cluster);
    if (known) {
      known.push(index);
      continue;
    }
    const group = [index];
    groups.set(cluster, group);
    lines.push({ name: cluster, cluster, nodes: group, folded: true });
  }
  return lines;
}

const readable_lines = 60;
const cell_px_min = 6;
const cells_share = 0.6; // of a window's width, beside names and margins

// What a matrix begins with: all clusters folded where it has more nodes than can be read in a window of that
// width (CSS pixels), and few enough clusters that folding helps.
export function firstFolding(matrix: Matrix, width: number): Folding {
  const readable = Math.min(readable_lines, Math.floor((width * cells_share) / cell_px_min));
  const clusters = new Set(matrix.nodes.map((node) => node.cluster).filter(Boolean));
  const alone = matrix.nodes.filter((node) => !node.cluster).length;
  const lines = clusters.size + alone;
  const helps = matrix.nodes.length > readable && clusters.size > 2 && lines * 2 < matrix.nodes.length;
  return { all: helps, except: new Set() };
}
