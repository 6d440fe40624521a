import { useEffect, useRef, useState } from "preact/hooks";
import { isAsExpected } from "../../data/marks";
import { StatusBadge } from "../../parts/mark";
import { roundTripText, wordsOfCause } from "../../parts/words";
import type { KnownPath } from "./directions";
import { PathDetails } from "./path_details";

function Head({ path }: { path: KnownPath }) {
  const { flow, outcome, mark, median_us } = path;
  return (
    <>
      <StatusBadge mark={mark} />
      <bdi class="flow-name">{flow.id}</bdi>
      <span class="soft">
        {flow.protocol ? `${flow.protocol} ${flow.port ?? ""}` : ""}
        {flow.need === "optional" ? ", optional" : ""}
      </span>
      {outcome.cause ? <span class="why">{wordsOfCause(outcome.cause)}</span> : null}
      {outcome.silenced ? <span class="tag">silenced</span> : null}
      {median_us === null ? null : <span class="rtt number">{roundTripText(median_us)}</span>}
    </>
  );
}

// One path: what is not as expected lies open, the others are opened by a click.
export function PathCard({ path, is_asked_for }: { path: KnownPath; is_asked_for: boolean }) {
  const card = useRef<HTMLDetailsElement>(null);
  const [is_open, setOpen] = useState(is_asked_for || !isAsExpected(path.mark));
  useEffect(() => {
    if (!is_asked_for) return;
    setOpen(true);
    card.current?.scrollIntoView({ block: "start" });
  }, [is_asked_for]);
  return (
    <details
      ref={card}
      class={`card path ${isAsExpected(path.mark) ? "as-expected" : "wrong"}`}
      open={is_open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <h3>
          <Head path={path} />
        </h3>
      </summary>
      {is_open ? <PathDetails path={path} /> : null}
    </details>
  );
}
