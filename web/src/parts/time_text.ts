const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "long" });
// Dates as the browser writes them, in its time zone.
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day_and_clock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

// Milliseconds since 1970 of RFC 3339; null: it is no time.
export function parseTime(text: string | null | undefined): number | null {
  if (!text) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

// "40 seconds ago", "in 3 days".
export function relativeText(time: number, now: number): string {
  const seconds = Math.round((time - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 2) return "just now";
  if (size < 2 * minute) return relative.format(seconds, "second");
  if (size < 2 * hour) return relative.format(Math.trunc(seconds / minute), "minute");
  if (size < 2 * day) return relative.format(Math.trunc(seconds / hour), "hour");
  return relative.format(Math.trunc(seconds / day), "day");
}

export function absoluteText(time: number): string {
  return absolute.format(time);
}

// The clock alone of a time of today, else the date, too.
export function shortText(time: number, now: number): string {
  const same_day = new Date(time).toDateString() === new Date(now).toDateString();
  return (same_day ? clock : day_and_clock).format(time);
}

// How times on an axis are written, which are `step` seconds apart: seconds since 1970, in the browser's time
// zone. `locale`: the browser's, unless it is given.
export function axisTimes(locale?: string): (at: number, step: number) => string {
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const minutes = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const seconds = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  return (at, step) => {
    const time = new Date(at * 1000);
    const is_midnight = time.getHours() + time.getMinutes() + time.getSeconds() === 0;
    if (step >= day || is_midnight) return date.format(time);
    return (step < minute ? seconds : minutes).format(time);
  };
}

export const axisTime = axisTimes();

// A length: "12 s", "4 min", "3 h 20 min", "2 d 4 h".
export function durationText(seconds: number): string {
  if (seconds < minute) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < hour) return `${Math.floor(seconds / minute)} min`;
  const [large, small, names] = seconds < day ? [hour, minute, ["h", "min"]] : [day, hour, ["d", "h"]];
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${names[0]}${rest > 0 ? ` ${rest} ${names[1]}` : ""}`;
}
