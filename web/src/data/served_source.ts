import type {
  CausesAnswer, DiffAnswer, MatrixAnswer, NodeAnswer, PathAnswer, Report, RunsAnswer, TimesAnswer,
} from "./api_types";
import { checkedCauses, checkedReport } from "./checked";
import { RequestError } from "./data_error";
import { EventStreamReader } from "./event_stream";
import { textWithin } from "./bounded_text";
import { answer_bytes_max } from "./limits";
import { decodeMatrix } from "./matrix";
import type { HistorySource, ServerEvent, Snapshot, Source, Span } from "./source";

const api = "api/v1/";
const retry_first_ms = 1_000;
const retry_max_ms = 30_000;

type Query = Record<string, string | number | undefined>;

function addressOf(path: readonly string[], query: Query = {}): string {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined) words.set(key, String(value));
  const tail = words.toString() === "" ? "" : `?${words}`;
  return api + path.map(encodeURIComponent).join("/") + tail;
}

// The server that the page came from (docs/serve.md). For a token the browser itself asks.
export class ServedSource implements Source {
  async snapshot(at: string | null, signal?: AbortSignal): Promise<Snapshot> {
    const query = at === null ? {} : { at };
    const matrix = decodeMatrix(await this.get<MatrixAnswer>(["matrix"], query, signal));
    const run = matrix.run.id;
    const [report, causes] = await Promise.all([
      this.get<Report>(["runs", run], { paths: "none" }, signal).catch(nullIfNotKept),
      this.get<CausesAnswer>(["causes"], { run }, signal).catch(nullIfNotKept),
    ]);
    if (report) checkedReport(report);
    return { matrix, report, causes: causes ? checkedCauses(causes.causes) : (report?.causes ?? []) };
  }

  path(flow: string, source: string, target: string, span: Span = {}, signal?: AbortSignal) {
    return this.get<PathAnswer>(["path", flow, source, target], { ...span }, signal);
  }

  node(name: string, span: Span = {}, signal?: AbortSignal) {
    return this.get<NodeAnswer>(["node", name], { ...span }, signal);
  }

  readonly history: HistorySource = {
    runs: (options = {}, signal) => this.get<RunsAnswer>(["runs"], { ...options }, signal),
    diff: (from, to, signal) => this.get<DiffAnswer>(["diff"], { from, to }, signal),
    times: (span = {}, signal) => this.get<TimesAnswer>(["times"], { ...span }, signal),
    events: (listener, connected, signal) => void this.listen(listener, connected, signal),
  };

  private async get<T>(path: string[], query: Query, signal?: AbortSignal): Promise<T> {
    const response = await this.request(addressOf(path, query), "application/json", signal);
    const text = await textWithin(response, answer_bytes_max);
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch {
      throw new RequestError(response.status, "no-json", "The server's answer is no JSON.");
    }
    if (response.ok) return answer as T;
    const error = (answer as { error?: { code?: unknown; message?: unknown } } | null)?.error;
    throw new RequestError(
      response.status,
      typeof error?.code === "string" ? error.code : "error",
      typeof error?.message === "string" ? error.message : `The server answers ${response.status}.`,
    );
  }

  private async request(address: string, accept: string, signal?: AbortSignal): Promise<Response> {
    try {
      return await fetch(address, { headers: { Accept: accept }, signal, cache: "no-store" });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new RequestError(0, "unreachable", "The server does not answer.");
    }
  }

  private async listen(
    listener: (event: ServerEvent) => void,
    connected: (is: boolean) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let wait = retry_first_ms;
    while (!signal.aborted) {
      try {
        const response = await this.request(api + "events", "text/event-stream", signal);
        const body = response.ok ? response.body : null;
        if (!body) await response.body?.cancel();
        if (body) {
          connected(true);
          wait = retry_first_ms;
          await this.read(body, listener);
        }
      } catch {
        // Gone, or garbled: the next connection begins anew.
      }
      if (signal.aborted) return;
      connected(false);
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, retry_max_ms);
    }
  }

  private async read(
    body: ReadableStream<Uint8Array>, listener: (event: ServerEvent) => void,
  ): Promise<void> {
    const events = new EventStreamReader(listener);
    const decoder = new TextDecoder();
    const reader = body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        events.feed(decoder.decode(value, { stream: true }));
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }
}

// 410: the run is known, and its report kept no longer.
function nullIfNotKept(error: unknown): null {
  if (error instanceof RequestError && error.status === 410) return null;
  throw error;
}
