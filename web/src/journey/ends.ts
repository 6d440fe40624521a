import type { Path } from "../data/api_types";
import type { Ends } from "./words";

// Whom what is delivered reaches; "": no more is known than that the target's kernel accepts it.
function takerOf({ protocol, listener, observed_source }: Path): string {
  switch (listener?.mode) {
    case "stand-in":
      return protocol === "tcp" && !observed_source ? "" : "our stand-in";
    case "live":
      return listener.process || "the program there";
    default:
      return "a program";
  }
}

// `path`: as the report has it, where it has it.
export function endsOf(source: string, target: string, path: Path | null): Ends {
  return { source, target, taker: path ? takerOf(path) : "a program" };
}
