import { MatrixView } from "../../matrix/matrix_view";
import { MarkGlyph } from "../../parts/mark";
import { When } from "../../parts/when";
import { useApp } from "../../state/context";
import { Causes } from "./causes";
import { Findings } from "./findings";
import { Silences } from "./silences";
import { remarksOf, standingOf } from "./standing";

// How it stands: a sentence, causes, the matrix, what is found on nodes, and silences.
export function NowView() {
  const app = useApp();
  const snapshot = app.snapshot.value.value;
  if (!snapshot) return null;
  const standing = standingOf(snapshot);
  const remarks = remarksOf(snapshot);
  const { finished } = snapshot.matrix.run;
  return (
    <div class="now">
      <div class={`standing ${standing.state}`}>
        <h1>
          {standing.state === "well" ? <Check /> : <MarkGlyph mark={standing.mark} />} {standing.sentence},{" "}
          <span class="checked">checked <When at={finished} /></span>
        </h1>
        {snapshot.causes.length > 0 && (
          <p class="to-matrix"><a href="#matrix-title" onClick={toMatrix}>Matrix</a></p>
        )}
        {remarks.map((remark) => <p key={remark} class="soft">{remark}</p>)}
      </div>
      <div class={`now-columns ${snapshot.causes.length === 0 ? "alone" : ""}`}>
        {snapshot.causes.length > 0 && <Causes causes={snapshot.causes} />}
        <MatrixView matrix={snapshot.matrix} />
      </div>
      {snapshot.report && (
        <div class="now-below">
          <Findings nodes={snapshot.report.nodes ?? []} />
          <Silences silences={snapshot.report.silences ?? []} />
        </div>
      )}
    </div>
  );
}

// The location's hash is the route, so the link itself must not change it.
function toMatrix(event: Event): void {
  event.preventDefault();
  const title = document.getElementById("matrix-title");
  title?.scrollIntoView();
  title?.focus();
}

function Check() {
  return (
    <svg class="glyph mark-open" viewBox="0 0 12 12" aria-hidden="true">
      <rect x="0.5" y="0.5" width="11" height="11" rx="2" />
      <path d="M3.1 6.3l2.1 2.1 3.8-4.5" />
    </svg>
  );
}
