import type {
  Cause, DiffAnswer, NodeAnswer, PathAnswer, Report, RunsAnswer, TimesAnswer,
} from "./api_types";
import type { Matrix } from "./matrix";

// How it stood at a time: what the views Now and Pair show.
export interface Snapshot {
  matrix: Matrix;
  // Without paths. Null: the run's report is kept no longer; the matrix is all that there is.
  report: Report | null;
  // Of the server with `since`, else as the report has them.
  causes: Cause[];
}

// A span of time: RFC 3339, or a duration back (`2h`).
export interface Span {
  since?: string;
  until?: string;
}

// What an event of the server says (docs/serve.md).
export interface ServerEvent {
  event: string;
  data: Record<string, unknown>;
}

// Where the page has its data from. Whatever comes is checked as far as the page's memory and
// loops depend on it; all of it is text of other machines. Rejects with DataError or RequestError.
export interface Source {
  // At a time (RFC 3339 or a duration back); null: now.
  snapshot(at: string | null, signal?: AbortSignal): Promise<Snapshot>;
  path(
    flow: string, source: string, target: string, span?: Span, signal?: AbortSignal,
  ): Promise<PathAnswer>;
  node(name: string, span?: Span, signal?: AbortSignal): Promise<NodeAnswer>;
  // Null: of a single file, which is of one run.
  readonly history: HistorySource | null;
}

export interface HistorySource {
  runs(options?: { limit?: number; before?: string }, signal?: AbortSignal): Promise<RunsAnswer>;
  diff(from?: string, to?: string, signal?: AbortSignal): Promise<DiffAnswer>;
  times(span?: Span & { flow?: string }, signal?: AbortSignal): Promise<TimesAnswer>;
  // Calls `listener` for each event until the signal is aborted, and connects again where the stream
  // ends. `connected` tells of each change whether there is a stream.
  events(
    listener: (event: ServerEvent) => void,
    connected: (is: boolean) => void,
    signal: AbortSignal,
  ): void;
}
