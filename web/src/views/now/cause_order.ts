import type { Cause } from "../../data/api_types";
import { Mark, markOf } from "../../data/marks";

// The worst kind first, and of each kind the largest.
export function worstFirst(causes: readonly Cause[]): Cause[] {
  return [...causes].sort((a, b) => rankOf(b) - rankOf(a) || b.paths - a.paths);
}

// Below all that is known to be broken stands what is unknown.
function rankOf(cause: Cause): number {
  const mark = markOf(cause);
  return mark === Mark.unknown ? 0 : mark;
}
