import type { Outcome, Status } from "./api_types";

// How a path, or the worst of several, is shown; ascending from best to worst. The same order as
// the printed matrix has (coordinator/report/paint.hpp).
export enum Mark {
  nothing, // no path is expected, or none is shown
  closed, // expected closed, and it is
  open,
  noted, // open, with something worth knowing
  accepted, // unknown, and the inventory accepts it
  degraded,
  unknown,
  exposed,
  blocked,
}

export const mark_count = 9;

export function markOf(outcome: Pick<Outcome, "status" | "cause" | "accepted">): Mark {
  switch (outcome.status) {
    case "open":
      return outcome.cause ? Mark.noted : Mark.open;
    case "closed":
      return Mark.closed;
    case "degraded":
      return Mark.degraded;
    case "blocked":
      return Mark.blocked;
    case "exposed":
      return Mark.exposed;
    default:
      return outcome.accepted ? Mark.accepted : Mark.unknown;
  }
}

export function isAsExpected(mark: Mark): boolean {
  return mark < Mark.degraded;
}

export function isStatus(word: unknown): word is Status {
  return (
    word === "open" || word === "degraded" || word === "blocked" ||
    word === "exposed" || word === "closed" || word === "unknown"
  );
}
