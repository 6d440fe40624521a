// Where the page is: all of it stands in the location's hash, so that every state has a link.
//
//   #/                      now
//   #/pair/w1/w3?flow=…     a pair
//   #/node/w3               a node
//   #/time                  over time
//
// `at=` (RFC 3339) with any of them: how it was then.
export type Route = { at: string | null; filter: URLSearchParams } & (
  | { view: "now" }
  | { view: "pair"; source: string; target: string; flow: string | null }
  | { view: "node"; name: string }
  | { view: "time" }
  | { view: "nowhere" }
);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#/, "");
  const mark = text.indexOf("?");
  const filter = new URLSearchParams(mark < 0 ? "" : text.slice(mark + 1));
  const parts = (mark < 0 ? text : text.slice(0, mark)).split("/").slice(1).map(decoded);
  const at = filter.get("at");
  const common = { at, filter };
  const [view = "", first, second] = parts;
  if (view === "" && parts.length <= 1) return { ...common, view: "now" };
  if (view === "time" && parts.length === 1) return { ...common, view: "time" };
  if (view === "node" && first && parts.length === 2) return { ...common, view: "node", name: first };
  if (view === "pair" && first && second && parts.length === 3)
    return { ...common, view: "pair", source: first, target: second, flow: filter.get("flow") };
  return { ...common, view: "nowhere" };
}

type Query = Record<string, string | null | undefined>;

function hashOf(parts: readonly string[], query: Query): string {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value) words.set(key, value);
  const tail = words.toString() === "" ? "" : `?${words}`;
  return "#/" + parts.map(encodeURIComponent).join("/") + tail;
}

export const hrefOf = {
  now: (query: Query = {}) => hashOf([], query),
  pair: (source: string, target: string, query: Query = {}) =>
    hashOf(["pair", source, target], query),
  node: (name: string, query: Query = {}) => hashOf(["node", name], query),
  time: (query: Query = {}) => hashOf(["time"], query),
};
