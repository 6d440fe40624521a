// A part of a life, as the API has it (docs/serve.md): seconds since 1970.
export interface Span {
  readonly since: number;
  readonly until: number | null; // null: it still is so
  readonly status: string;
  readonly label: string; // "blocked, dropped, at target-firewall"
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
      is_unknown: span.status === "unknown",
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

const steps = [60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 259_200, 604_800, 2_592_000,
  7_776_000, 31_536_000];

function tickLabel(at: number, step: number): string {
  const text = new Date(at * 1000).toISOString();
  if (step >= 86_400) return text.slice(5, 10);
  return at % 86_400 === 0 ? text.slice(5, 10) : text.slice(11, 16);
}

// At most `most` round times (UTC) within the band.
export function ticksOf(from: number, to: number, most: number): Tick[] {
  const span = to - from;
  if (!(span > 0) || most < 1) return [];
  const step = steps.find((one) => span / one <= most) ?? Math.ceil(span / most);
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to && ticks.length < most; at += step)
    ticks.push({ at, left: (at - from) / span, label: tickLabel(at, step) });
  return ticks;
}
