import type { Interval } from "../data/api_types";
import { isStatus, Mark, markOf } from "../data/marks";
import { parseTime } from "../parts/time_text";
import { wordsOfCause, wordsOfMark, wordsOfWhere } from "../parts/words";
import type { Span } from "./bands";

const spans_max = 5_000;

type Told = Pick<Span, "mark" | "label">;

function spans(intervals: readonly Interval[] | undefined, tell: (one: Interval) => Told): Span[] {
  if (!Array.isArray(intervals)) return [];
  return intervals.slice(-spans_max).flatMap((interval: Interval) => {
    const since = parseTime(interval.since);
    const until = parseTime(interval.until);
    if (since === null) return [];
    return [{ since: since / 1000, until: until === null ? null : until / 1000, ...tell(interval) }];
  });
}

// "blocked: dropped, target firewall"
function tellPath(interval: Interval): Told {
  if (!isStatus(interval.status)) return { mark: Mark.unknown, label: "unknown" };
  const mark = markOf({ ...interval, status: interval.status });
  const why = [interval.cause ? wordsOfCause(interval.cause) : "", wordsOfWhere(interval)];
  const details = why.filter((one) => one !== "").join(", ");
  return { mark, label: wordsOfMark(mark) + (details ? `: ${details}` : "") };
}

const agent_marks: Record<string, Mark> = {
  reached: Mark.open,
  unreachable: Mark.degraded,
  lost: Mark.degraded,
  none: Mark.nothing,
};

export function spansOfPath(intervals: readonly Interval[] | undefined): Span[] {
  return spans(intervals, tellPath);
}

// As the history has them: the state of an agent stands where a path has its status.
export function spansOfAgent(intervals: readonly Interval[] | undefined): Span[] {
  return spans(intervals, ({ status, state }) => {
    const word = String(state ?? status ?? "unknown");
    return { mark: agent_marks[word] ?? Mark.unknown, label: word };
  });
}

const severity_marks: Record<string, Mark> = {
  error: Mark.blocked,
  warning: Mark.degraded,
  info: Mark.noted,
};

export function spansOfFinding(intervals: readonly Interval[] | undefined): Span[] {
  return spans(intervals, ({ status }) => {
    const word = String(status ?? "found");
    return { mark: severity_marks[word] ?? Mark.degraded, label: word };
  });
}
