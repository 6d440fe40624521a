import type { Interval } from "../data/api_types";
import type { Span } from "./bands";

const spans_max = 5_000;

function secondsOf(text: string | null | undefined): number | null {
  const at = text ? Date.parse(text) : NaN;
  return Number.isFinite(at) ? at / 1000 : null;
}

// "blocked, dropped, at target-firewall"
function labelOf(interval: Interval, status: string): string {
  const places = interval.where ? [interval.where] : (interval.where_any ?? []);
  return (
    status +
    (interval.accepted ? " (accepted)" : "") +
    (interval.cause ? `, ${interval.cause}` : "") +
    (places.length > 0 ? `, at ${places.join(" or ")}` : "")
  );
}

// The intervals of a path, an agent or a finding. `otherwise`: the status of those that have none.
export function spansOf(intervals: readonly Interval[] | undefined, otherwise: string): Span[] {
  return (intervals ?? []).slice(-spans_max).flatMap((interval) => {
    const since = secondsOf(interval.since);
    if (since === null) return [];
    const status = interval.status ?? interval.state ?? otherwise;
    return [{ since, until: secondsOf(interval.until), status, label: labelOf(interval, status) }];
  });
}
