import { useState } from "preact/hooks";
import type { Finding, ReportNode, Severity, Silence } from "../../data/api_types";
import { Mark } from "../../data/marks";
import { Fix } from "../../parts/fix";
import { MarkGlyph } from "../../parts/mark";
import { When } from "../../parts/when";
import { countOf } from "../../parts/words";
import { useApp } from "../../state/context";
import { hrefOf } from "../../state/route";

const at_once = 30;
const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
const marks: Record<Severity, Mark> = { error: Mark.blocked, warning: Mark.degraded, info: Mark.noted };

interface Found {
  node: string;
  finding: Finding;
}

// What is wrong on nodes themselves: agents that are away, and findings, errors first.
export function Findings({ nodes }: { nodes: readonly ReportNode[] }) {
  const app = useApp();
  const [shown, setShown] = useState(at_once);
  const found: Found[] = [];
  for (const node of nodes) {
    if (node.agent === "unreachable" || node.agent === "lost")
      found.push({
        node: node.name,
        finding: {
          severity: "error", code: `agent-${node.agent}`,
          message: `Its agent ${node.agent === "lost" ? "was lost half-way" : "can't be reached"}${node.agent_error ? `: ${node.agent_error}` : "."}`,
        },
      });
    for (const finding of node.findings ?? []) found.push({ node: node.name, finding });
  }
  found.sort((a, b) => (rank[a.finding.severity] ?? 3) - (rank[b.finding.severity] ?? 3));
  if (found.length === 0) return null;
  const errors = found.filter((one) => one.finding.severity === "error").length;
  return (
    <details class="card fold" open={errors > 0}>
      <summary>
        <h2>On the nodes</h2> <span class="soft">{countOf(found.length, "finding")}{errors > 0 && `, ${countOf(errors, "error")}`}</span>
      </summary>
      <ul class="found">
        {found.slice(0, shown).map(({ node, finding }, index) => (
          <li key={index}>
            <p>
              <MarkGlyph mark={marks[finding.severity] ?? Mark.noted} label={finding.severity} />{" "}
              <a href={hrefOf.node(node, { at: app.route.value.at })}>{node}</a>{" "}
              <span class="soft">{finding.code}</span>
            </p>
            <p>{finding.message}</p>
            <Fix fix={finding.fix} fix_commands={finding.fix_commands} />
          </li>
        ))}
      </ul>
      {found.length > shown && (
        <button type="button" onClick={() => setShown(shown + at_once * 3)}>Show more</button>
      )}
    </details>
  );
}

const states: Record<Silence["state"], string> = {
  muting: "muting",
  idle: "nothing is wrong there",
  over: "over",
  empty: "of paths that there are not",
};

function scopeOf(silence: Silence): string {
  const parts = [
    silence.flow,
    silence.source && `from ${silence.source}`,
    silence.target && `to ${silence.target}`,
    silence.node && `of ${silence.node}`,
  ];
  return parts.filter(Boolean).join(", ");
}

// What the inventory silences, and what that mutes.
export function Silences({ silences }: { silences: readonly Silence[] }) {
  if (silences.length === 0) return null;
  const muting = silences.filter((silence) => silence.state === "muting").length;
  return (
    <details class="card fold">
      <summary>
        <h2>Silences</h2> <span class="soft">{countOf(silences.length, "silence")}, {muting} muting</span>
      </summary>
      <ul class="found">
        {silences.map((silence, index) => (
          <li key={index}>
            <p>
              <strong>{scopeOf(silence)}</strong>{" "}
              <span class="tag">
                {silence.state === "muting" ? `muting ${countOf(silence.paths, "path")}` : states[silence.state] ?? silence.state}
              </span>
            </p>
            <p>{silence.why}</p>
            <p class="soft">{silence.state === "over" ? "ended" : "ends"} <When at={silence.until} /></p>
          </li>
        ))}
      </ul>
    </details>
  );
}
