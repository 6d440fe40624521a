import { useState } from "preact/hooks";
import { TimesChart } from "../../charts/times_chart";
import type { TimesAnswer } from "../../data/api_types";

type Series = TimesAnswer["series"][number];

// "*": all; "": nodes that are in no cluster.
function nameOf(cluster: string): string {
  return cluster === "*" ? "all" : cluster || "no cluster";
}

function wordsOf({ from, to }: Series): string {
  return from === "*" && to === "*" ? "all nodes" : `${nameOf(from)} → ${nameOf(to)}`;
}

// Round trips and losses, of a flow and a pair of clusters that are chosen.
export function Trends({ answer }: { answer: TimesAnswer }) {
  const [flow, setFlow] = useState<string | null>(null);
  const [pair, setPair] = useState<string | null>(null);
  const series = answer.series.filter(({ points }) => points.length > 0);
  const flows = [...new Set(series.map((one) => one.flow))];
  const chosen_flow = flow !== null && flows.includes(flow) ? flow : flows[0];
  const of_flow = series.filter((one) => one.flow === chosen_flow);
  const chosen = of_flow.find((one) => wordsOf(one) === pair) ?? of_flow[0];
  if (!chosen) return <p class="soft">Nothing was timed in this span.</p>;
  return (
    <>
      <div class="choices">
        <label>
          Flow{" "}
          <select value={chosen_flow} onChange={(event) => setFlow(event.currentTarget.value)}>
            {flows.map((id) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
        <label>
          Clusters{" "}
          <select value={wordsOf(chosen)} onChange={(event) => setPair(event.currentTarget.value)}>
            {of_flow.map((one) => (
              <option key={wordsOf(one)}>{wordsOf(one)}</option>
            ))}
          </select>
        </label>
      </div>
      <TimesChart
        points={chosen.points}
        title={`${chosen.flow}, ${wordsOf(chosen)}: round trips and losses over time`}
      />
    </>
  );
}
