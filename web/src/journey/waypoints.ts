// The ten observable points of a probe's journey, in order (docs/verdicts.md).
export const waypoints = [
  "sent",
  "left-source",
  "reached-target",
  "admitted",
  "delivered",
  "answered",
  "answer-left",
  "answer-reached",
  "answer-admitted",
  "answer-delivered",
] as const;

export type Waypoint = (typeof waypoints)[number];

// How many attempts passed each of the ten; null: nobody could look.
export type Counts = readonly (number | null)[];

export const segments = [
  "source-host",
  "source-firewall",
  "network",
  "target-firewall",
  "target-host",
  "return-target-firewall",
  "return-network",
  "return-source-firewall",
] as const;

export type Segment = (typeof segments)[number];

export function isSegment(word: string): word is Segment {
  return (segments as readonly string[]).includes(word);
}

const noCounts: Counts = waypoints.map(() => null);

// From a report's `waypoints` (an object by name) or a matrix's (a list of ten). What is no count
// is unseen.
export function countsOf(raw: unknown): Counts {
  if (typeof raw !== "object" || raw === null) return noCounts;
  const list: readonly unknown[] = Array.isArray(raw)
    ? raw
    : waypoints.map((name) => (raw as Record<string, unknown>)[name]);
  return waypoints.map((_, at) => {
    const count = list[at];
    return typeof count === "number" && Number.isInteger(count) && count >= 0 ? count : null;
  });
}

// The attempts that a waypoint's count is out of: those that were sent; on the way back, those that
// were answered.
export function totalAt(counts: Counts, at: number): number {
  const answered = waypoints.indexOf("answered");
  return (at > answered ? counts[answered] : null) ?? counts[0] ?? 0;
}

// The first waypoint that attempts came to and no attempt passed; null: there is none.
export function firstMissed(counts: Counts): number | null {
  const at = counts.findIndex((count) => count === 0);
  return at < 0 ? null : at;
}
