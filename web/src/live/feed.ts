import { signal, type Signal } from "@preact/signals";
import type { ServerEvent } from "../data/source";
import type { App } from "../state/app";
import { Announcer, type ChangedPath } from "./announcer";
import { progressOf, type Progress } from "./progress";

// Pages that look at one server load a new run within this time, not all at once.
const spread_ms = 1_500;

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

// What the server's events say, as long as the page is open: how far the run is, what changed, and
// that there is a new run, which is loaded then.
export class LiveFeed {
  readonly progress: Signal<Progress | null> = signal(null);
  readonly announcement: Signal<string> = signal("");
  private readonly announcer = new Announcer();
  private readonly stop = new AbortController();
  private is_timer_set = false;
  private is_reload_due = false;
  private wanted = ""; // the run that a reload is for

  constructor(private readonly app: App) {}

  start(): void {
    const { history } = this.app.source;
    if (history === null) return;
    const { signal } = this.stop;
    history.events((event) => this.take(event), (is) => this.onConnected(is), signal);
    document.addEventListener("visibilitychange", () => this.reloadIfDue(), { signal });
  }

  close(): void {
    this.stop.abort();
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
        this.onStored(textOf(data["run"]));
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

  // What an old time shows stays; and what is shown already is not loaded again.
  private onStored(run: string): void {
    if (run === this.wanted || run === this.shownRun()) return;
    this.wanted = run;
    this.is_reload_due = true;
    setTimeout(() => this.reloadIfDue(), spread_ms * Math.random());
  }

  private shownRun(): unknown {
    return this.app.snapshot.value.value?.matrix.run.id;
  }

  // A page that nobody looks at waits until somebody does.
  private reloadIfDue(): void {
    if (!this.is_reload_due || document.hidden || this.stop.signal.aborted) return;
    this.is_reload_due = false;
    if (this.app.route.value.at === null && this.wanted !== this.shownRun()) void this.app.reload();
  }

  // A run that was stored before is not told: since the page was loaded, or while it was cut off.
  private onConnected(is: boolean): void {
    this.app.connected.value = is;
    if (!is) {
      this.progress.value = null;
      return;
    }
    this.app.source.history
      ?.runs({ limit: 1 }, this.stop.signal)
      .then(({ runs }) => this.onStored(String(runs[0]?.id ?? "")))
      .catch(() => undefined);
  }
}
