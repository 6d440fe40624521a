import type { DiffAnswer, DiffPath } from "../../data/api_types";
import { isStatus, markOf } from "../../data/marks";
import { wordsOfCause, wordsOfMark, wordsOfWhere } from "../../parts/words";

export interface ChangeList {
  readonly title: string;
  readonly is_worse: boolean;
  readonly paths: readonly DiffPath[];
  readonly count: number; // with those that the server left out
}

const lists: readonly (readonly [keyof DiffAnswer, string, boolean])[] = [
  ["newly_broken", "Newly broken", true],
  ["mended", "Mended", false],
  ["changed", "Changed", false],
  ["unknown_now", "Unknown now", true],
  ["known_again", "Known again", false],
  ["new_paths", "New paths", false],
  ["vanished_paths", "Vanished paths", false],
];

// The lists of a difference that have something in them.
export function changeListsOf(diff: DiffAnswer): ChangeList[] {
  return lists.flatMap(([key, title, is_worse]) => {
    const paths = diff[key];
    return Array.isArray(paths) && paths.length > 0
      ? [{ title, is_worse, paths: paths as DiffPath[], count: paths.length + (diff.left_out?.[key] ?? 0) }]
      : [];
  });
}

// "blocked: dropped, target firewall"; "not there": the path is new, or gone.
export function stateWords(state: unknown): string {
  if (typeof state !== "object" || state === null) return "not there";
  const { status, cause, where, where_any, accepted } = state as Record<string, never>;
  if (!isStatus(status)) return "unknown";
  const words = wordsOfMark(markOf({ status, cause, accepted }));
  const details = [cause ? wordsOfCause(cause) : "", wordsOfWhere({ where, where_any })];
  const told = details.filter((one) => one !== "").join(", ");
  return told ? `${words}: ${told}` : words;
}

// A round trip that grew: of a path, or of two clusters.
export interface Slower {
  readonly flow: string;
  readonly from: string;
  readonly to: string;
  readonly before_us: number;
  readonly after_us: number;
}

export function slowerOf({ slower }: DiffAnswer): Slower[] {
  return (slower ?? []).flatMap((raw) => {
    const one = raw as Record<string, unknown>;
    const { before_us, after_us } = one;
    if (typeof before_us !== "number" || typeof after_us !== "number") return [];
    return [
      {
        flow: String(one["flow"] ?? ""),
        from: String(one["source"] ?? one["from_cluster"] ?? ""),
        to: String(one["target"] ?? one["to_cluster"] ?? ""),
        before_us,
        after_us,
      },
    ];
  });
}
