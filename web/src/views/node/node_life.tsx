import { LifeBand } from "../../life/life_band";
import { spansOfAgent, spansOfFinding } from "../../life/spans";
import type { Interval, NodeAnswer } from "../../data/api_types";
import { SpanChoice, type TimeSpan } from "../../parts/span_choice";

function agentIntervals({ agent }: NodeAnswer): Interval[] {
  return Array.isArray(agent) ? agent : (agent?.intervals ?? []);
}

interface NodeLifeProps {
  answer: NodeAnswer;
  span: TimeSpan;
  hrefOf: (span: string) => string; // the view's address with another span
}

// Since when its agent is how, and since when what was found on it.
export function NodeLife({ answer, span, hrefOf }: NodeLifeProps) {
  const findings = (answer.findings ?? []).filter(({ intervals }) => intervals.length > 0);
  return (
    <section class="card over-time" aria-label="Over time">
      <div class="over-time-head">
        <h2>Over time</h2>
        <SpanChoice hrefOf={hrefOf} />
      </div>
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
