import { Mark } from "../data/marks";

// What of the matrix is shown. Null and "" are no restriction.
export interface Filter {
  flow: string | null;
  marks: ReadonlySet<Mark> | null;
  cluster: string | null;
  // Of names: "w3" is of either end, "w1 > w3" of source and target.
  text: string;
  // A cause's id.
  cause: number | null;
}

export const no_filter: Filter = { flow: null, marks: null, cluster: null, text: "", cause: null };

const mark_names = new Map(
  Object.values(Mark)
    .filter((mark): mark is Mark => typeof mark === "number" && mark !== Mark.nothing)
    .map((mark) => [Mark[mark], mark]),
);

// From the words of a link. What is not known is passed over.
export function parseFilter(query: URLSearchParams): Filter {
  const marks = (query.get("status") ?? "")
    .split(",")
    .map((name) => mark_names.get(name))
    .filter((mark) => mark !== undefined);
  const cause = Number(query.get("cause"));
  return {
    flow: query.get("flow") || null,
    marks: marks.length > 0 ? new Set(marks) : null,
    cluster: query.get("cluster") || null,
    text: (query.get("q") ?? "").slice(0, 200),
    cause: Number.isSafeInteger(cause) && cause > 0 ? cause : null,
  };
}

export function queryOfFilter(filter: Filter): Record<string, string | null> {
  return {
    flow: filter.flow,
    status: filter.marks ? [...filter.marks].sort().map((mark) => Mark[mark]).join(",") : null,
    cluster: filter.cluster,
    q: filter.text || null,
    cause: filter.cause === null ? null : String(filter.cause),
  };
}

export function isFiltered(filter: Filter): boolean {
  return (
    filter.flow !== null || filter.marks !== null || filter.cluster !== null ||
    filter.text.trim() !== "" || filter.cause !== null
  );
}
