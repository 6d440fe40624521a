import { DataError } from "./data_error";
import type { ServerEvent } from "./source";

// A line of the stream at most; all that the server sends is far smaller.
const line_max = 1024 * 1024;

// Takes a text/event-stream piece by piece (WHATWG HTML §9.2.6) and calls the listener for each event
// whose data is a JSON object; others are passed over.
export class EventStreamReader {
  private rest = "";
  private event = "";
  private data = "";

  constructor(private readonly listener: (event: ServerEvent) => void) {}

  // Throws DataError where a line, or the data of an event, has no end.
  feed(text: string): void {
    this.rest += text;
    let begin = 0;
    for (;;) {
      const end = this.rest.indexOf("\n", begin);
      if (end < 0) break;
      this.line(this.rest.slice(begin, this.rest[end - 1] === "\r" && end > begin ? end - 1 : end));
      begin = end + 1;
    }
    this.rest = this.rest.slice(begin);
    if (this.rest.length > line_max || this.data.length > line_max)
      throw new DataError("the server's events are too large");
  }

  private line(line: string): void {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.event = value;
    if (field === "data") this.data += (this.data === "" ? "" : "\n") + value;
  }

  private dispatch(): void {
    const { event, data } = this;
    this.event = "";
    this.data = "";
    if (data === "") return;
    let parsed: unknown;
    try {
      parsed = JSON.parse(data);
    } catch {
      return;
    }
    if (parsed !== null && typeof parsed === "object" && !Array.isArray(parsed))
      this.listener({ event: event || "message", data: parsed as Record<string, unknown> });
  }
}
