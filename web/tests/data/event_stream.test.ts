import assert from "node:assert/strict";
import test from "node:test";
import { DataError } from "../../src/data/data_error";
import { EventStreamReader } from "../../src/data/event_stream";
import type { ServerEvent } from "../../src/data/source";

function read(...pieces: string[]): ServerEvent[] {
  const seen: ServerEvent[] = [];
  const reader = new EventStreamReader((event) => seen.push(event));
  for (const piece of pieces) reader.feed(piece);
  return seen;
}

test("Events: of any pieces are the same", () => {
  const text = ': hello\n\nevent: progress\r\ndata: {"done":1}\r\n\r\ndata: {"a":\ndata: 2}\n\n';
  const whole = [
    { event: "progress", data: { done: 1 } },
    { event: "message", data: { a: 2 } },
  ];
  assert.deepEqual(read(text), whole);
  assert.deepEqual(read(...text), whole);
});

test("Events: what is no object, or not whole, is passed over", () => {
  assert.deepEqual(read('data: {"a"\n\ndata: 7\n\ndata: null\n\ndata: [1]\n\nevent: x\n\ndata: {"b":1}'), []);
});

test("Events: a line or data without end is refused", () => {
  assert.throws(() => read("x".repeat(1_100_000)), DataError);
  assert.throws(() => read(...Array(3000).fill(`data: ${"x".repeat(1000)}\n`)), DataError);
});
