import { roundTripText } from "../parts/words";
import type { TimePoint } from "../data/api_types";

// Columns of a chart, all of the same length. null: a gap, or not known.
export interface Columns {
  readonly at: number[];
  readonly median_ms: (number | null)[];
  readonly min_ms: (number | null)[];
  readonly max_ms: (number | null)[];
  readonly loss_percent: (number | null)[];
}

const ms = (us: number | undefined): number | null => (us === undefined ? null : us / 1000);

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

// In order of time, with an empty row where a time much longer than between most points passed
// without one: a line must not claim what was not measured.
export function columnsOf(points: readonly TimePoint[]): Columns {
  const sorted = points
    .map((point) => ({ at: Date.parse(point.at) / 1000, point }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => a.at - b.at);
  const steps = sorted.slice(1).map(({ at }, i) => at - sorted[i]!.at);
  const gap = 3 * Math.max(medianOf(steps), 1);
  const columns = {
    at: [] as number[],
    median_ms: [] as (number | null)[],
    min_ms: [] as (number | null)[],
    max_ms: [] as (number | null)[],
    loss_percent: [] as (number | null)[],
  };
  const put = (at: number, point?: TimePoint): void => {
    columns.at.push(at);
    columns.median_ms.push(ms(point?.median_us));
    columns.min_ms.push(ms(point?.min_us));
    columns.max_ms.push(ms(point?.max_us));
    columns.loss_percent.push(point?.sent ? (100 * (point.lost ?? 0)) / point.sent : null);
  };
  let before: number | null = null;
  for (const { at, point } of sorted) {
    if (at === before) continue;
    if (before !== null && at - before > gap) put((before + at) / 2);
    put(at, point);
    before = at;
  }
  return columns;
}

function percentWords(share: number): string {
  const percent = 100 * share;
  return percent > 0 && percent < 0.1 ? "less than 0.1 %" : `${percent.toFixed(1)} %`;
}

// The chart in a sentence, for who does not see it; "": there is nothing in it.
export function timesWords(points: readonly TimePoint[]): string {
  if (points.length === 0) return "";
  const medians = points.flatMap((point) => point.median_us ?? []);
  const sent = points.reduce((sum, point) => sum + (point.sent ?? 0), 0);
  const lost = points.reduce((sum, point) => sum + (point.lost ?? 0), 0);
  const parts: string[] = [];
  if (medians.length > 0) {
    const low = Math.min(...medians);
    const high = Math.max(...medians);
    parts.push(
      low === high
        ? `the median round trip was ${roundTripText(low)}`
        : `the median round trip was ${roundTripText(medianOf(medians))}, between ${roundTripText(low)} and ${roundTripText(high)}`,
    );
  } else {
    parts.push("no round trip was timed");
  }
  if (sent > 0)
    parts.push(
      lost === 0
        ? `none of ${sent.toLocaleString("en")} probes was lost`
        : `${lost.toLocaleString("en")} of ${sent.toLocaleString("en")} probes were lost (${percentWords(lost / sent)})`,
    );
  return parts.join("; ");
}
