import { computed, signal, type Signal } from "@preact/signals";
import type { Snapshot, Source } from "../data/source";
import type { KeptView } from "../matrix/control";
import { firstFolding, type Folding } from "../matrix/lines";
import { type Filter, parseFilter, queryOfFilter } from "./filter";
import { hrefOf, parseRoute, type Route } from "./route";

// What is being loaded, has come, or has failed. After a failure, or while it is loaded anew, the last
// value stays.
export interface Loaded<T> {
  value: T | null;
  error: Error | null;
  loading: boolean;
  // When the value came: milliseconds since 1970.
  came: number | null;
}

const nothing: Loaded<never> = { value: null, error: null, loading: false, came: null };

// The state of the whole page. Views read the signals and call the functions.
export class App {
  readonly route: Signal<Route> = signal(parseRoute(location.hash));
  readonly snapshot: Signal<Loaded<Snapshot>> = signal(nothing);
  // Whether the server tells its events; null: there is no server, or it was not asked yet.
  readonly connected: Signal<boolean | null> = signal(null);
  readonly deployment = computed(() => this.snapshot.value.value?.report?.deployment ?? "");
  readonly filter = computed(() => parseFilter(this.route.value.filter));
  // The cause whose cells are pointed out, by id.
  readonly pointed_cause: Signal<number | null> = signal(null);
  // As somebody set it; null: as the matrix begins.
  readonly folding_set: Signal<Folding | null> = signal(null);
  readonly folding = computed<Folding>(() => {
    const matrix = this.snapshot.value.value?.matrix;
    return this.folding_set.value ?? (matrix ? firstFolding(matrix, innerWidth) : { all: false, except: new Set() });
  });
  // What was in sight of the matrix when its view was left.
  kept_view: KeptView | null = null;
  private request: AbortController | null = null;

  constructor(readonly source: Source) {
    addEventListener("hashchange", () => this.go(parseRoute(location.hash)));
  }

  // Loads what the route shows, anew if it is there.
  async reload(): Promise<void> {
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    this.snapshot.value = { ...this.snapshot.value, loading: true };
    try {
      const value = await this.source.snapshot(this.route.value.at, request.signal);
      if (request.signal.aborted) return;
      this.snapshot.value = { value, error: null, loading: false, came: Date.now() };
    } catch (error) {
      if (request.signal.aborted) return;
      const known = error instanceof Error ? error : new Error(String(error));
      this.snapshot.value = { ...this.snapshot.value, error: known, loading: false };
    }
  }

  // Another filter of the view, Now or Time; a link leads to it, and "back" not to each letter of it.
  setFilter(filter: Filter): void {
    const { view, at, filter: query } = this.route.value;
    const of_time = { from: query.get("from"), span: query.get("span") };
    const href =
      view === "time"
        ? hrefOf.time({ ...of_time, ...queryOfFilter(filter), at })
        : hrefOf.now({ ...queryOfFilter(filter), at });
    history.replaceState(null, "", href);
    this.go(parseRoute(href));
  }

  private go(route: Route): void {
    const before = this.route.value;
    this.route.value = route;
    if (before.at === route.at) return;
    void this.reload();
  }
}
