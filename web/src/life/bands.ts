import { Mark } from "../data/marks";
import { axisTime } from "../parts/time_text";

// A part of a life: seconds since 1970.
export interface Span {
  readonly since: number;
  readonly until: number | null; // null: it still is so
  readonly mark: Mark;
  readonly label: string; // "blocked, dropped, target firewall"
}

export interface Stripe {
  readonly left: number; // shares of the band's width, 0 to 1
  readonly width: number;
  readonly span: Span;
  // An unknown ends nothing: what was known last stays beside it.
  readonly is_unknown: boolean;
}

// What of `spans` is within `from` to `to`, in order of time; the unknown last, so that they are
// drawn over what they stand beside. Spans that end before they begin are left out.
export function stripesOf(spans: readonly Span[], from: number, to: number): Stripe[] {
  if (!(to > from)) return [];
  const stripes: Stripe[] = [];
  for (const span of spans) {
    const begin = Math.max(span.since, from);
    const end = Math.min(span.until ?? to, to);
    if (!(end > begin)) continue;
    stripes.push({
      left: (begin - from) / (to - from),
      width: (end - begin) / (to - from),
      span,
      is_unknown: span.mark === Mark.unknown || span.mark === Mark.accepted,
    });
  }
  return stripes.sort(
    (a, b) => Number(a.is_unknown) - Number(b.is_unknown) || a.left - b.left,
  );
}

export interface Tick {
  readonly at: number; // seconds since 1970
  readonly left: number; // 0 to 1
  readonly label: string;
}

const day = 86_400;
const steps = [60, 300, 900, 3_600, 10_800, 21_600, 43_200, day, 3 * day, 7 * day, 30 * day, 90 * day, 365 * day];

// At most `most` round times within the band, in the browser's time zone.
export function ticksOf(from: number, to: number, most: number): Tick[] {
  const span = to - from;
  if (!(span > 0) || most < 1) return [];
  const step = steps.find((one) => span / one <= most) ?? Math.ceil(span / most);
  const zone = new Date(to * 1000).getTimezoneOffset() * 60;
  const ticks: Tick[] = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to && ticks.length < most; at += step)
    ticks.push({ at, left: (at - from) / span, label: axisTime(at, step) });
  return ticks;
}
