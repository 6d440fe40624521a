import type { Finding, ReportNode } from "../data/api_types";
import { Mark } from "../data/marks";
import { Fix } from "./fix";
import { MarkGlyph } from "./mark";

const severity_marks: Record<string, Mark> = {
  error: Mark.blocked,
  warning: Mark.degraded,
  info: Mark.noted,
};
const severities = ["error", "warning", "info"];

// What is wrong on a node itself, the worst first.
export function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  const sorted = [...findings].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  return (
    <ul class="findings">
      {sorted.map((finding, at) => (
        <li key={at}>
          <p>
            <MarkGlyph mark={severity_marks[finding.severity] ?? Mark.degraded} />{" "}
            <b>{finding.severity}</b> <code>{finding.code}</code> {finding.message}
          </p>
          <Fix fix={finding.fix} fix_commands={finding.fix_commands} />
        </li>
      ))}
    </ul>
  );
}

// "worker, cluster edge-a, 192.0.2.33"
export function nodeWords({ roles, cluster, address }: Partial<ReportNode>): string {
  return [(roles ?? []).join(", "), cluster ? `cluster ${cluster}` : "", address ?? ""]
    .filter((one) => one !== "")
    .join(" · ");
}

const agent_words: Record<string, string> = {
  reached: "its agent answered",
  unreachable: "its agent could not be reached",
  lost: "its agent was lost half-way",
  none: "it has no agent",
};

// "its agent answered, without taps: it is not privileged"
export function agentWords(node: Partial<ReportNode>): string {
  const words = agent_words[node.agent ?? ""] ?? "nothing is known of its agent";
  return words + (node.agent === "reached" && node.privileged === false ? ", without taps: it is not privileged" : "");
}

// What was done to the node.
export function Touched({ touched }: Pick<ReportNode, "touched">) {
  if (!touched) return <p class="soft">Nothing was done to it.</p>;
  const { bound, live_connections, live_datagrams } = touched;
  return (
    <p>
      {bound.length > 0 ? <>Its agent listened on {bound.join(", ")}. </> : "Its agent listened nowhere. "}
      {live_connections + live_datagrams > 0
        ? `Its running services got ${live_connections} connections and ${live_datagrams} datagrams.`
        : "No running service was asked."}
    </p>
  );
}
