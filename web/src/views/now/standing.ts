import type { Summary } from "../../data/api_types";
import { Mark } from "../../data/marks";
import type { Matrix } from "../../data/matrix";
import type { Snapshot } from "../../data/source";
import { countOf, numberText } from "../../parts/words";

// How it stands, in numbers and in one sentence.
export interface Standing {
  paths: number;
  broken: number;
  // Unknown, and the inventory does not accept it.
  unknown: number;
  accepted: number;
  causes: number;
  state: "well" | "broken" | "undecided";
  // The worst kind that there is.
  mark: Mark;
  sentence: string;
}

function worstOf({ blocked, exposed, degraded }: Summary, unknown: number): Mark {
  if (blocked > 0) return Mark.blocked;
  if (exposed > 0) return Mark.exposed;
  if (degraded > 0) return Mark.degraded;
  return unknown > 0 ? Mark.unknown : Mark.open;
}

// The report's summary; where it is kept no longer, the same of the matrix.
export function summaryOf(matrix: Matrix): Summary {
  const summary: Summary = {
    paths: matrix.paths, open: 0, degraded: 0, blocked: 0, exposed: 0, closed: 0, unknown: 0, accepted: 0,
  };
  for (const outcome of matrix.outcomes) {
    summary[outcome.status] += outcome.paths;
    if (outcome.status === "unknown" && outcome.accepted) summary.accepted += outcome.paths;
  }
  return summary;
}

export function standingOf(snapshot: Snapshot): Standing {
  const summary = snapshot.report?.summary ?? summaryOf(snapshot.matrix);
  const broken = summary.blocked + summary.exposed + summary.degraded;
  const unknown = summary.unknown - summary.accepted;
  const causes = snapshot.causes.length;
  const numbers = {
    paths: summary.paths, broken, unknown, accepted: summary.accepted, causes,
    state: broken > 0 ? "broken" : unknown > 0 ? "undecided" : "well",
    mark: worstOf(summary, unknown),
  } as const;
  return { ...numbers, sentence: sentenceOf(numbers) };
}

function sentenceOf(of: Omit<Standing, "sentence">): string {
  if (of.paths === 0) return "No path was checked";
  const all = countOf(of.paths, "path");
  const unknown = of.unknown > 0 ? `, ${numberText(of.unknown)} unknown` : "";
  if (of.broken > 0) {
    const causes = of.causes > 0 ? `${countOf(of.causes, "cause")}, ` : "";
    return `${causes}${numberText(of.broken)} of ${all} broken${unknown}`;
  }
  if (of.unknown > 0) return `${numberText(of.unknown)} of ${all} unknown, none broken`;
  const accepted = of.accepted > 0 ? `, but for ${numberText(of.accepted)} unknown that are accepted` : "";
  return of.paths === 1 ? "The one path is as expected" : `All ${all} are as expected${accepted}`;
}

// What must be known beside the sentence: what the run left out.
export function remarksOf(snapshot: Snapshot): string[] {
  const remarks: string[] = [];
  const run = snapshot.report?.run;
  if (!snapshot.report)
    remarks.push("The report of this run is kept no longer: findings, silences and fixes are gone.");
  if (run?.interrupted) remarks.push("The check was interrupted: this is what was known by then.");
  if (run?.coverage && run.coverage.plan !== "full" && run.coverage.possible > 0)
    remarks.push(
      `This run tried ${numberText(run.coverage.tried)} of ${numberText(run.coverage.possible)} paths` +
        ` between nodes that all dial each other (--plan ${run.coverage.plan}).`,
    );
  if (run && run.exposure_checked === false)
    remarks.push("Nobody tried what must be closed: the inventory has no other machine as client or outsider.");
  return remarks;
}
