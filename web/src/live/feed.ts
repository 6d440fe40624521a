import { signal, type Signal } from "@preact/signals";
import type { ServerEvent } from "../data/source";
import type { App } from "../state/app";
import { Announcer, type ChangedPath } from "./announcer";
import { progressOf, type Progress } from "./progress";

// Pages that look at one server load a new run within this time, not all at once.
const spread_ms = 1_500;
// Between loads that fail.
const retry_first_ms = 1_000;
const retry_max_ms = 30_000;

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

// A state is told as a word, or as reports have it.
function statusOf(value: unknown): string {
  return textOf(
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)["status"] : value,
  );
}

function changeOf(data: Record<string, unknown>): ChangedPath {
  return {
    flow: textOf(data["flow"]),
    source: textOf(data["source"]),
    target: textOf(data["target"]),
    before: statusOf(data["before"]),
    now: statusOf(data["now"]),
  };
}

// What the server's events say, as long as somebody looks at the page: how far the run is, what changed, and
// that there is a new run, which is loaded then. A hidden page holds no stream: a browser has six connections
// to a server, for all of its pages.
export class LiveFeed {
  readonly progress: Signal<Progress | null> = signal(null);
  readonly announcement: Signal<string> = signal("");
  private readonly announcer = new Announcer();
  private readonly stop = new AbortController();
  private is_timer_set = false;
  private stream = new AbortController();
  // The run that is to be loaded; "": whichever is the latest; null: none.
  private wanted: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private retry_ms = retry_first_ms;

  constructor(private readonly app: App) {}

  start(): void {
    if (this.app.source.history === null) return;
    document.addEventListener("visibilitychange", () => this.onVisibility(), { signal: this.stop.signal });
    if (!document.hidden) this.follow();
  }

  close(): void {
    this.stop.abort();
    this.stream.abort();
    clearTimeout(this.timer);
  }

  private follow(): void {
    this.stream.abort();
    this.stream = new AbortController();
    const { signal } = this.stream;
    this.app.source.history?.events((event) => this.take(event), (is) => this.onConnected(is), signal);
  }

  private onVisibility(): void {
    if (!document.hidden) {
      this.follow();
      void this.load();
      return;
    }
    this.stream.abort();
    this.app.connected.value = null;
    this.progress.value = null;
  }

  private take({ event, data }: ServerEvent): void {
    switch (event) {
      case "run-started":
      case "progress":
        this.progress.value = progressOf(data);
        break;
      case "changed":
        if (typeof data["left_out"] === "number") this.announcer.addLeftOut(data["left_out"]);
        else this.announcer.add(changeOf(data));
        this.announce();
        break;
      case "run-failed":
        this.progress.value = null;
        break;
      case "run-stored":
        this.progress.value = null;
        this.want(textOf(data["run"]));
        break;
    }
  }

  private announce(): void {
    if (this.is_timer_set) return;
    const due = this.announcer.due(Date.now());
    if (due === null) return;
    this.is_timer_set = true;
    setTimeout(() => {
      this.is_timer_set = false;
      if (this.stop.signal.aborted) return;
      const text = this.announcer.take(Date.now());
      if (text !== null) this.announcement.value = text;
      this.announce();
    }, due - Date.now());
  }

  // What is shown already is not loaded again.
  private want(run: string): void {
    if (run === this.wanted || this.isShown(run)) return;
    this.wanted = run;
    this.loadIn(spread_ms * Math.random());
  }

  private isShown(run: string): boolean {
    return run === this.app.snapshot.value.value?.matrix.run.id;
  }

  private loadIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), ms);
  }

  // A page that nobody looks at waits until somebody does, and what an old time shows stays.
  private async load(): Promise<void> {
    const { wanted, app } = this;
    if (wanted === null || document.hidden) return;
    const is_due = app.route.value.at === null && !this.isShown(wanted);
    if (is_due) await app.reload();
    if (this.stop.signal.aborted || this.wanted !== wanted) return;
    if (is_due && app.snapshot.value.error !== null) return this.loadLater();
    this.wanted = null;
    this.retry_ms = retry_first_ms;
  }

  private loadLater(): void {
    this.loadIn(this.retry_ms);
    this.retry_ms = Math.min(2 * this.retry_ms, retry_max_ms);
  }

  // A run that was stored before is not told: since the page was loaded, or while it was cut off.
  private onConnected(is: boolean): void {
    this.app.connected.value = is;
    if (!is) {
      this.progress.value = null;
      return;
    }
    const { signal } = this.stream;
    this.app.source.history
      ?.runs({ limit: 1 }, signal)
      .then(({ runs }) => {
        if (runs[0]) this.want(String(runs[0].id));
      })
      .catch(() => {
        if (signal.aborted) return;
        this.wanted ??= "";
        this.loadLater();
      });
  }
}
