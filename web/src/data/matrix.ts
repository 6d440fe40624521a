import type { MatrixAnswer, MatrixFlow, MatrixNode, Outcome, RunTimes } from "./api_types";
import { bytesOfBase64, Leb128Reader } from "./bytes";
import { checkedRun } from "./checked";
import { DataError } from "./data_error";
import { flows_max, nodes_max, outcomes_max, paths_max } from "./limits";
import { isStatus, markOf } from "./marks";
import { GrowingUint32 } from "./growing_uint32";

// All paths of a run, packed: blocks (one flow and source each), and in each block runs of targets
// that follow each other and are in one outcome. A million paths in like states are a few kilobytes.
export interface Matrix {
  readonly run: RunTimes;
  readonly nodes: readonly MatrixNode[];
  readonly flows: readonly MatrixFlow[];
  readonly outcomes: readonly Outcome[];
  // Mark of each outcome.
  readonly marks: Uint8Array;
  readonly paths: number;
  readonly block_flow: Uint32Array;
  readonly block_source: Uint32Array;
  // The first run of each block, and one more at the end.
  readonly block_run: Uint32Array;
  readonly run_target: Uint32Array;
  readonly run_length: Uint32Array;
  readonly run_outcome: Uint32Array;
  // Number of the first path of each run, in the order of `rows`.
  readonly run_path: Uint32Array;
  // One code a path (round_trip.ts); null: none is known.
  readonly round_trips: Uint8Array | null;
  readonly index_of_node: ReadonlyMap<string, number>;
  readonly index_of_flow: ReadonlyMap<string, number>;
}

function listOf(value: unknown, what: string, max: number): unknown[] {
  if (!Array.isArray(value)) throw new DataError(`the matrix has no ${what}`);
  if (value.length > max) throw new DataError(`the matrix has more than ${max} ${what}`);
  return value;
}

function textKey(value: unknown, key: string, what: string): string {
  const text = (value as Record<string, unknown> | null)?.[key];
  if (typeof text !== "string") throw new DataError(`one of the ${what} has no ${key}`);
  return text;
}

function indexOf(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, index) => [name, index]));
}

// Throws DataError for anything that is not a whole oakprobe.matrix/1.
export function decodeMatrix(answer: MatrixAnswer): Matrix {
  if (answer?.schema !== "oakprobe.matrix/1")
    throw new DataError("the matrix is not oakprobe.matrix/1");
  const names = listOf(answer.nodes, "nodes", nodes_max).map((n) => textKey(n, "name", "nodes"));
  for (const node of answer.nodes)
    if (node.cluster !== undefined && typeof node.cluster !== "string")
      throw new DataError("one of the nodes has something else than text as its cluster");
  const ids = listOf(answer.flows, "flows", flows_max).map((f) => textKey(f, "id", "flows"));
  const outcomes = listOf(answer.outcomes, "outcomes", outcomes_max) as Outcome[];
  for (const outcome of outcomes) {
    if (!isStatus(outcome?.status)) throw new DataError("one of the outcomes has no status");
    if (typeof outcome.paths !== "number") throw new DataError("one of the outcomes has no paths");
  }
  if (typeof answer.rows !== "string") throw new DataError("the matrix has no rows");

  const rows = readRows(answer.rows, names.length, ids.length, outcomes.length);
  if (rows.paths !== answer.paths)
    throw new DataError(`the matrix should have ${answer.paths} paths, and has ${rows.paths}`);
  let round_trips: Uint8Array | null = null;
  if (typeof answer.round_trips === "string") {
    round_trips = bytesOfBase64(answer.round_trips, "the matrix's round trips");
    if (round_trips.length !== rows.paths)
      throw new DataError("the matrix's round trips are not one a path");
  }
  return {
    run: checkedRun(answer.run),
    nodes: answer.nodes,
    flows: answer.flows,
    outcomes,
    marks: Uint8Array.from(outcomes, markOf),
    ...rows,
    round_trips,
    index_of_node: indexOf(names),
    index_of_flow: indexOf(ids),
  };
}

// Every run takes three bytes of the text at least, so the text's size bounds what is allocated.
function readRows(text: string, nodes: number, flows: number, outcomes: number) {
  const reader = new Leb128Reader(bytesOfBase64(text, "the matrix's rows"), "the matrix's rows");
  const block_flow = new GrowingUint32();
  const block_source = new GrowingUint32();
  const block_run = new GrowingUint32();
  const run_target = new GrowingUint32();
  const run_length = new GrowingUint32();
  const run_outcome = new GrowingUint32();
  const run_path = new GrowingUint32();
  let paths = 0;
  let last = -1;
  while (!reader.done) {
    const flow = reader.next();
    const source = reader.next();
    if (flow >= flows) throw new DataError("the matrix's rows name a flow that there is not");
    if (source >= nodes) throw new DataError("the matrix's rows name a source that there is not");
    const order = flow * nodes + source;
    if (order <= last) throw new DataError("the matrix's rows are not in order");
    last = order;
    block_flow.push(flow);
    block_source.push(source);
    block_run.push(run_target.length);
    let target = 0;
    for (let left = reader.next(); left > 0; --left) {
      target += reader.next();
      const length = reader.next();
      const outcome = reader.next();
      if (target + length > nodes)
        throw new DataError("the matrix's rows name a target that there is not");
      if (outcome >= outcomes)
        throw new DataError("the matrix's rows name an outcome that there is not");
      run_target.push(target);
      run_length.push(length);
      run_outcome.push(outcome);
      run_path.push(paths);
      target += length;
      paths += length;
      if (paths > paths_max) throw new DataError(`the matrix has more than ${paths_max} paths`);
    }
  }
  block_run.push(run_target.length);
  return {
    paths,
    block_flow: block_flow.trimmed(),
    block_source: block_source.trimmed(),
    block_run: block_run.trimmed(),
    run_target: run_target.trimmed(),
    run_length: run_length.trimmed(),
    run_outcome: run_outcome.trimmed(),
    run_path: run_path.trimmed(),
  };
}

// A path of a pair: its flow, outcome and round trip code.
export interface PairPath {
  flow: number;
  outcome: number;
  // 0: not known.
  round_trip: number;
}

// All paths from one node to another, in the order of flows.
export function pathsOfPair(matrix: Matrix, source: number, target: number): PairPath[] {
  const found: PairPath[] = [];
  for (let block = 0; block < matrix.block_flow.length; ++block) {
    if (matrix.block_source[block] !== source) continue;
    const run = runOfTarget(matrix, block, target);
    if (run < 0) continue;
    const path = matrix.run_path[run]! + target - matrix.run_target[run]!;
    found.push({
      flow: matrix.block_flow[block]!,
      outcome: matrix.run_outcome[run]!,
      round_trip: matrix.round_trips?.[path] ?? 0,
    });
  }
  return found;
}

// The run of a block that a target is in; -1: it is not dialled.
function runOfTarget(matrix: Matrix, block: number, target: number): number {
  let low = matrix.block_run[block]!;
  let high = matrix.block_run[block + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const first = matrix.run_target[middle]!;
    if (target < first) high = middle;
    else if (target >= first + matrix.run_length[middle]!) low = middle + 1;
    else return middle;
  }
  return -1;
}
