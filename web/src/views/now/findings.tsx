import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReportNode, Severity } from "../../data/api_types";
import { Mark } from "../../data/marks";
import { Fix } from "../../parts/fix";
import { MarkGlyph } from "../../parts/mark";
import { countOf } from "../../parts/words";
import { useApp } from "../../state/context";
import { hrefOf } from "../../state/route";
import { type FindingGroup, type Found, groupsOfFindings } from "./finding_groups";

const at_once = 20;
const marks: Record<Severity, Mark> = { error: Mark.blocked, warning: Mark.degraded, info: Mark.noted };

// What is wrong on nodes themselves: agents that are away, and findings, errors first.
export function Findings({ nodes }: { nodes: readonly ReportNode[] }) {
  const groups = groupsOfFindings(nodes);
  if (groups.length === 0) return null;
  const count = groups.reduce((sum, group) => sum + group.found.length, 0);
  const errors = groups.filter((group) => group.severity === "error");
  const error_count = errors.reduce((sum, group) => sum + group.found.length, 0);
  return (
    <details class="card fold" open={error_count > 0}>
      <summary>
        <h2>On the nodes</h2>{" "}
        <span class="soft">
          {countOf(count, "finding")}{error_count > 0 && `, ${countOf(error_count, "error")}`}
        </span>
      </summary>
      <ul class="found">
        {groups.map((group) => (
          <li key={`${group.severity} ${group.code}`}>
            <Group group={group} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Group({ group }: { group: FindingGroup }) {
  const [shown, setShown] = useState(at_once);
  const { severity, code, found } = group;
  const glyph = <MarkGlyph mark={marks[severity] ?? Mark.noted} label={severity} />;
  if (found.length === 1) return <One one={found[0]!} glyph={glyph} />;
  return (
    <details class="fold inner">
      <summary>
        {glyph} <strong>{code}</strong> <span class="soft">on {countOf(found.length, "node")}</span>
      </summary>
      <ul class="found">
        {found.slice(0, shown).map((one, index) => <li key={index}><One one={one} /></li>)}
      </ul>
      {found.length > shown && (
        <button type="button" onClick={() => setShown(shown + at_once * 3)}>Show more</button>
      )}
    </details>
  );
}

function One({ one, glyph }: { one: Found; glyph?: JSX.Element }) {
  const app = useApp();
  const { node, finding } = one;
  return (
    <>
      <p>
        {glyph}{glyph && " "}
        <a href={hrefOf.node(node, { at: app.route.value.at })}>{node}</a>
        {glyph && <span class="soft"> {finding.code}</span>}
      </p>
      <p>{finding.message}</p>
      <Fix fix={finding.fix} fix_commands={finding.fix_commands} />
    </>
  );
}
