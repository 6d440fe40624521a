import type { Cause, Report, RunTimes, Summary } from "./api_types";
import { DataError } from "./data_error";
import { nodes_max } from "./limits";
import { isStatus } from "./marks";

// What the page's loops and words depend on is looked at where data comes in; of the rest a view that can't
// be drawn says so.

const causes_max = 100_000;
const findings_max = 10_000;
const silences_max = 10_000;

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown, what: string): Fields {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new DataError(`${what} is no object`);
  return value as Fields;
}

function listOf(value: unknown, what: string, max: number): unknown[] {
  if (!Array.isArray(value)) throw new DataError(`${what} are no list`);
  if (value.length > max) throw new DataError(`${what} are more than ${max}`);
  return value;
}

function needTexts(fields: Fields, what: string, keys: readonly string[]): void {
  for (const key of keys)
    if (typeof fields[key] !== "string") throw new DataError(`${what} has no text as its ${key}`);
}

function allowTexts(fields: Fields, what: string, keys: readonly string[]): void {
  for (const key of keys)
    if (fields[key] !== undefined && typeof fields[key] !== "string")
      throw new DataError(`${what} has something else than text as its ${key}`);
}

function allowTextList(fields: Fields, what: string, key: string): void {
  const list = fields[key];
  if (list === undefined) return;
  if (!Array.isArray(list) || list.some((one) => typeof one !== "string"))
    throw new DataError(`${what} has something else than texts as its ${key}`);
}

function needCount(fields: Fields, what: string, key: string): void {
  const count = fields[key];
  if (typeof count !== "number" || !(count >= 0)) throw new DataError(`${what} has no count of ${key}`);
}

export function checkedRun(value: unknown): RunTimes {
  const run = fieldsOf(value, "the run");
  needTexts(run, "the run", ["id", "started", "finished"]);
  return value as RunTimes;
}

export function checkedCauses(value: unknown): Cause[] {
  const causes = listOf(value, "the causes", causes_max);
  for (const one of causes) {
    const cause = fieldsOf(one, "a cause");
    if (!isStatus(cause["status"])) throw new DataError("a cause has no status");
    needCount(cause, "a cause", "id");
    needCount(cause, "a cause", "paths");
    needTexts(cause, "a cause", ["message"]);
    const texts = ["cause", "where", "node", "source", "target", "source_network", "target_network"];
    allowTexts(cause, "a cause", [...texts, "fix", "since", "firewall_rule"]);
    allowTextList(cause, "a cause", "where_any");
    allowTextList(cause, "a cause", "fix_commands");
  }
  return causes as Cause[];
}

function checkNode(value: unknown): void {
  const node = fieldsOf(value, "a node");
  needTexts(node, "a node", ["name"]);
  allowTexts(node, "a node", ["cluster", "address", "agent", "agent_error"]);
  allowTextList(node, "a node", "roles");
  if (node["findings"] === undefined) return;
  for (const one of listOf(node["findings"], "a node's findings", findings_max)) {
    const finding = fieldsOf(one, "a finding");
    needTexts(finding, "a finding", ["severity", "code", "message"]);
    allowTexts(finding, "a finding", ["fix"]);
    allowTextList(finding, "a finding", "fix_commands");
  }
}

export function checkedReport(value: unknown): Report {
  const report = fieldsOf(value, "the report");
  checkedRun(report["run"]);
  allowTexts(report, "the report", ["deployment"]);
  const summary = fieldsOf(report["summary"], "the summary");
  const counts: (keyof Summary)[] = [
    "paths", "open", "degraded", "blocked", "exposed", "closed", "unknown", "accepted",
  ];
  for (const key of counts) needCount(summary, "the summary", key);
  for (const node of listOf(report["nodes"], "the report's nodes", nodes_max)) checkNode(node);
  checkedCauses(report["causes"]);
  if (report["silences"] !== undefined)
    for (const one of listOf(report["silences"], "the silences", silences_max)) {
      const silence = fieldsOf(one, "a silence");
      needTexts(silence, "a silence", ["until", "why", "state"]);
      needCount(silence, "a silence", "paths");
      allowTexts(silence, "a silence", ["flow", "source", "target", "node"]);
    }
  return value as Report;
}
