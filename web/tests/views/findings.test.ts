import assert from "node:assert/strict";
import test from "node:test";
import type { Finding, ReportNode } from "../../src/data/api_types";
import { groupsOfFindings } from "../../src/views/now/finding_groups";

const finding = (severity: Finding["severity"], code: string): Finding => ({ severity, code, message: code });
const node = (name: string, part: Partial<ReportNode>): ReportNode =>
  ({ name, roles: [], address: "", agent: "reached", findings: [], ...part });

test("Findings: errors first, then what most nodes have, and agents that are away", () => {
  const groups = groupsOfFindings([
    node("w1", { findings: [finding("warning", "a"), finding("warning", "b")] }),
    node("w2", { findings: [finding("warning", "b")] }),
    node("w3", { agent: "lost", agent_error: "killed" }),
    node("office", { agent: "none" }),
  ]);
  assert.deepEqual(groups.map(({ code, found }) => [code, found.map((one) => one.node)]), [
    ["agent-lost", ["w3"]], ["b", ["w1", "w2"]], ["a", ["w1"]],
  ]);
  assert.equal(groups[0]!.found[0]!.finding.message, "The agent was lost half-way: killed");
  assert.deepEqual(groupsOfFindings([]), []);
});
