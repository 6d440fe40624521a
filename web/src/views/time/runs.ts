import type { HistoryRun } from "../../data/api_types";
import { Mark } from "../../data/marks";
import { parseTime } from "../../parts/time_text";

// A run of the history, as far as this view shows it.
export interface Run {
  readonly id: string;
  readonly started: string; // RFC 3339; `at=` of this very time means this run
  readonly at: number; // the same, in milliseconds since 1970
  readonly outcome: string; // passed, failed, unknown, interrupted
  readonly failed: number;
  readonly paths: number;
  readonly counts: Readonly<Record<string, number>>; // of paths, by status
}

const statuses = ["blocked", "exposed", "degraded", "unknown"];

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : 0;
}

// The oldest first; what has no time is left out.
export function runsOf(raw: readonly HistoryRun[]): Run[] {
  return raw
    .flatMap((one) => {
      const at = parseTime(one.started);
      if (at === null) return [];
      const summary = (one["summary"] ?? {}) as Record<string, unknown>;
      const counts = Object.fromEntries(statuses.map((word) => [word, numberOf(summary[word])]));
      return [
        {
          id: String(one.id),
          started: one.started,
          at,
          outcome: String(one["outcome"] ?? ""),
          failed: numberOf(one["failed_paths"]),
          paths: numberOf(summary["paths"]),
          counts,
        },
      ];
    })
    .sort((a, b) => a.at - b.at);
}

// The last run until then; -1: there was none.
export function indexAt(runs: readonly Run[], at: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (runs[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const outcome_marks: Record<string, Mark> = {
  passed: Mark.open,
  failed: Mark.blocked,
  unknown: Mark.unknown,
  interrupted: Mark.degraded,
};

export function markOfRun({ outcome }: Run): Mark {
  return outcome_marks[outcome] ?? Mark.unknown;
}

// "failed: 52 blocked, 3 unknown, of 3,019 paths"
export function runWords({ outcome, counts, paths }: Run): string {
  const wrong = statuses
    .filter((word) => counts[word]! > 0)
    .map((word) => `${counts[word]!.toLocaleString("en")} ${word}`);
  return `${outcome}: ${wrong.length > 0 ? wrong.join(", ") : "none is wrong"}, of ${paths.toLocaleString("en")} paths`;
}

export interface Bar {
  readonly left: number; // shares of the width and the height; the first begins below 0
  readonly width: number;
  readonly height: number;
  readonly mark: Mark;
}

const bar_width_max = 0.02;

// A bar a run, its middle where a slider's knob is: from 0 for the first run to 1 for the last. Heights
// go by the root, so that one failed path of a thousand is seen.
export function barsOf(runs: readonly Run[]): Bar[] {
  const most = Math.max(1, ...runs.map(({ failed }) => failed));
  const step = 1 / Math.max(1, runs.length - 1);
  const width = Math.min(0.84 * step, bar_width_max);
  return runs.map((run, at) => ({
    left: at * step - width / 2,
    width,
    height: 0.15 + 0.85 * Math.sqrt(run.failed / most),
    mark: markOfRun(run),
  }));
}
