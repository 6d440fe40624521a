import { useMemo, useState } from "preact/hooks";
import type { DiffAnswer } from "../../data/api_types";
import { MatrixView } from "../../matrix/matrix_view";
import { useApp } from "../../state/context";
import { Causes } from "../now/causes";
import { changeListsOf } from "./changes_of";

// Causes and matrix as they were at the time that the route names. What changed can be pointed out.
export function AtThatTime({ diff }: { diff: DiffAnswer | null }) {
  const snapshot = useApp().snapshot.value.value;
  const [is_marked, setMarked] = useState(false);
  const changed = useMemo(() => (diff ? changeListsOf(diff).flatMap(({ paths }) => paths) : []), [diff]);
  if (!snapshot) return null;
  return (
    <section class="then-part" aria-label="At that time">
      {changed.length > 0 ? (
        <label class="mark-changes">
          <input
            type="checkbox"
            checked={is_marked}
            onChange={(event) => setMarked(event.currentTarget.checked)}
          />{" "}
          Point out in the matrix what changed
        </label>
      ) : null}
      <div class="now-columns">
        <Causes causes={snapshot.causes} />
        <MatrixView matrix={snapshot.matrix} changed={is_marked ? changed : null} />
      </div>
    </section>
  );
}
