import { Mark } from "../data/marks";
import type { Where } from "../data/api_types";

// "1 path", "9,900 paths".
export function countOf(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

const numbers = new Intl.NumberFormat("en");

export function numberText(value: number): string {
  return numbers.format(value);
}

const mark_words: Record<Mark, string> = {
  [Mark.nothing]: "nothing expected",
  [Mark.closed]: "closed, as it should be",
  [Mark.open]: "open",
  [Mark.noted]: "open, with a remark",
  [Mark.accepted]: "unknown, accepted",
  [Mark.degraded]: "degraded",
  [Mark.unknown]: "unknown",
  [Mark.exposed]: "exposed",
  [Mark.blocked]: "blocked",
};

// "blocked", "closed, as it should be".
export function wordsOfMark(mark: Mark): string {
  return mark_words[mark];
}

// The name of a mark in the style's classes and properties: "blocked", "noted".
export function classOfMark(mark: Mark): string {
  return Mark[mark];
}

// A table's word; of what every object has ("constructor") none.
export function wordIn(table: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

const cause_words: Record<string, string> = {
  dropped: "dropped",
  rejected: "rejected",
  refused: "refused",
  "not-running": "nothing listens",
  "no-route": "no route",
  "unreachable-host": "unreachable host",
  "name-resolution": "the name does not resolve",
  "reverse-path": "the reverse-path filter drops it",
  intercepted: "another machine answers",
  "wrong-service": "another service answers",
  "config-mismatch": "wrong configuration",
  "return-lost": "the answers are lost",
  "source-rewritten": "the source address is rewritten",
  mtu: "full packets do not pass",
  loss: "packets are lost",
  "local-limit": "a limit of the machine was met",
  "agent-unreachable": "no agent to tell",
  "agent-lost": "an agent was lost",
  "agent-busy": "another check holds the port",
  "not-privileged": "the agent may not listen",
  "port-used-as-source": "a client holds the port",
  "conflicting-evidence": "the evidence contradicts itself",
};

// "full packets do not pass"; of a later Oakprobe's cause its name, spelt out.
export function wordsOfCause(cause: string): string {
  return wordIn(cause_words, cause) ?? cause.replaceAll("-", " ");
}

const segment_words: Record<string, string> = {
  "source-host": "source host",
  "source-firewall": "source firewall",
  network: "network",
  "target-firewall": "target firewall",
  "target-host": "target host",
  "return-target-firewall": "target firewall, going back",
  "return-network": "network, on the way back",
  "return-source-firewall": "source firewall, coming back",
};

export function wordsOfSegment(segment: string): string {
  return wordIn(segment_words, segment) ?? segment.replaceAll("-", " ");
}

// "target firewall"; "source firewall, network or target firewall"; "" where nothing is known.
export function wordsOfWhere(at: Where): string {
  if (at.where) return wordsOfSegment(at.where);
  const all = (at.where_any ?? []).map(wordsOfSegment);
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} or ${all[all.length - 1]}`;
}

// A round trip: "0.42 ms", "12.4 ms", "1.2 s".
export function roundTripText(us: number): string {
  if (us >= 1_000_000) return `${(us / 1_000_000).toPrecision(2)} s`;
  const ms = us / 1000;
  return `${ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2)} ms`;
}
