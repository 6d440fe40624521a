// A path whose state an audit found changed, as an event tells it (docs/serve.md).
export interface ChangedPath {
  readonly flow: string;
  readonly source: string;
  readonly target: string;
  readonly before: string; // statuses; "": it was not known
  readonly now: string;
}

export const announce_pause_ms = 5_000;
const named_max = 3;

function sentence(changes: readonly ChangedPath[], left_out: number): string {
  const count = changes.length + left_out;
  const named = changes
    .slice(0, named_max)
    .map((one) => `${one.source} to ${one.target}, ${one.flow}: ${one.now || "gone"}`)
    .join("; ");
  const rest = count - Math.min(changes.length, named_max);
  return (
    `${count.toLocaleString("en")} ${count === 1 ? "path" : "paths"} changed` +
    (named ? `: ${named}` : "") +
    (rest > 0 && named ? `; and ${rest.toLocaleString("en")} more` : "")
  );
}

// Gathers what changes, so that a screen reader is told of it now and then, and not of each path.
export class Announcer {
  private changes: ChangedPath[] = [];
  private left_out = 0;
  private next = 0; // no announcement before, in ms

  add(change: ChangedPath): void {
    this.changes.push(change);
  }

  addLeftOut(count: number): void {
    this.left_out += count;
  }

  // When take() has something to say, in ms of the clock that it is called with; null: never yet.
  due(now: number): number | null {
    return this.changes.length + this.left_out === 0 ? null : Math.max(now, this.next);
  }

  // What is to be said now; null: nothing, or it is too early.
  take(now: number): string | null {
    if (this.changes.length + this.left_out === 0 || now < this.next) return null;
    const text = sentence(this.changes, this.left_out);
    this.changes = [];
    this.left_out = 0;
    this.next = now + announce_pause_ms;
    return text;
  }
}
