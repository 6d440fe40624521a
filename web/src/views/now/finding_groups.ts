import type { Finding, ReportNode, Severity } from "../../data/api_types";

export interface Found {
  node: string;
  finding: Finding;
}

// The same finding on several nodes.
export interface FindingGroup {
  severity: Severity;
  code: string;
  found: Found[];
}

const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

// An agent that is away, as a finding.
function agentFinding({ agent, agent_error }: ReportNode): Finding | null {
  if (agent !== "unreachable" && agent !== "lost") return null;
  const what = agent === "lost" ? "The agent was lost half-way" : "The agent can't be reached";
  const message = agent_error ? `${what}: ${agent_error}` : `${what}.`;
  return { severity: "error", code: `agent-${agent}`, message };
}

// What is found on nodes, errors first, and then what most nodes have.
export function groupsOfFindings(nodes: readonly ReportNode[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const node of nodes) {
    const away = agentFinding(node);
    for (const finding of [...(away ? [away] : []), ...(node.findings ?? [])]) {
      const key = `${finding.severity} ${finding.code}`;
      let group = groups.get(key);
      if (!group) {
        group = { severity: finding.severity, code: finding.code, found: [] };
        groups.set(key, group);
      }
      group.found.push({ node: node.name, finding });
    }
  }
  return [...groups.values()].sort(
    (a, b) => (rank[a.severity] ?? 3) - (rank[b.severity] ?? 3) || b.found.length - a.found.length,
  );
}
