import { useState } from "preact/hooks";
import type { Cause } from "../../data/api_types";
import { countOf } from "../../parts/words";
import { useApp } from "../../state/context";
import { CauseCard } from "./cause_card";
import { worstFirst } from "./cause_order";

const at_once = 20;

// What is wrong, by cause: the worst kind first, and of each the largest.
export function Causes({ causes }: { causes: readonly Cause[] }) {
  const app = useApp();
  const [shown, setShown] = useState(at_once);
  const sorted = worstFirst(causes);
  const chosen = app.filter.value.cause;
  const first = sorted.slice(0, shown);
  // One that a link chose is there, however small it is.
  const kept = sorted.find((cause) => cause.id === chosen);
  if (kept && !first.includes(kept)) first.push(kept);
  const more = sorted.length - shown;
  return (
    <section class="causes" aria-labelledby="causes-title">
      <h2 id="causes-title">
        What is wrong{" "}
        {sorted.length > 1 && <span class="soft causes-order">the worst kind first, then the largest</span>}
      </h2>
      <ol>
        {first.map((cause) => <CauseCard key={cause.id} cause={cause} />)}
      </ol>
      {more > 0 && (
        <button type="button" onClick={() => setShown(shown + at_once * 3)}>
          Show more: {countOf(more, "cause")}
        </button>
      )}
    </section>
  );
}
