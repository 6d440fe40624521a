// How far the audit's run is that goes on.
export interface Progress {
  readonly run: string;
  readonly phase: string; // "": it has begun
  readonly done: number;
  readonly total: number; // 0: not known yet
}

function countOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}

// What an event tells of progress (docs/serve.md); null: it is garbled.
export function progressOf(data: Record<string, unknown>): Progress | null {
  const { run, phase } = data;
  if (typeof run !== "string") return null;
  const total = countOf(data["total"]) || countOf(data["paths"]);
  return {
    run,
    phase: typeof phase === "string" ? phase : "",
    done: Math.min(countOf(data["done"]), total),
    total,
  };
}

// "probing: 1,200 of 4,000"
export function progressWords({ phase, done, total }: Progress): string {
  const words = phase.replaceAll("-", " ") || "begun";
  return total > 0 ? `${words}: ${done.toLocaleString("en")} of ${total.toLocaleString("en")}` : words;
}
