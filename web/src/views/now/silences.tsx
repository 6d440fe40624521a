import type { Silence } from "../../data/api_types";
import { When } from "../../parts/when";
import { countOf, wordIn } from "../../parts/words";

const states: Record<Silence["state"], string> = {
  muting: "muting",
  idle: "nothing is wrong there",
  over: "over",
  empty: "of paths that there are not",
};

function stateOf({ state, paths }: Silence): string {
  return state === "muting" ? `muting ${countOf(paths, "path")}` : wordIn(states, state) ?? state;
}

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
              <span class="tag">{stateOf(silence)}</span>
            </p>
            <p>{silence.why}</p>
            <p class="soft">{silence.state === "over" ? "ended" : "ends"} <When at={silence.until} /></p>
          </li>
        ))}
      </ul>
    </details>
  );
}
