import { LifeBand } from "../../life/life_band";
import { spansOfAgent, spansOfFinding } from "../../life/spans";
import type { Interval, NodeAnswer } from "../../data/api_types";
import type { TimeSpan } from "../../parts/span_choice";

function agentIntervals({ agent }: NodeAnswer): Interval[] {
  return Array.isArray(agent) ? agent : (agent?.intervals ?? []);
}

// Since when its agent is how, and since when what was found on it.
export function NodeLife({ answer, span }: { answer: NodeAnswer; span: TimeSpan }) {
  const findings = (answer.findings ?? []).filter(({ intervals }) => intervals.length > 0);
  return (
    <section class="card over-time" aria-label="Over time">
      <h2>Over time</h2>
      <h3>Its agent</h3>
      <LifeBand title="Its agent over time" spans={spansOfAgent(agentIntervals(answer))} {...span} />
      {findings.map(({ code, intervals }) => (
        <div key={code}>
          <h3>
            <code>{code}</code>
          </h3>
          <LifeBand title={`${code} over time`} spans={spansOfFinding(intervals)} {...span} />
        </div>
      ))}
    </section>
  );
}
