import { MatrixView } from "../../matrix/matrix_view";
import { Mark } from "../../data/marks";
import { MarkGlyph } from "../../parts/mark";
import { When } from "../../parts/when";
import { useApp } from "../../state/context";
import { Causes } from "./causes";
import { Findings, Silences } from "./findings";
import { remarksOf, standingOf } from "./standing";

const marks = { well: Mark.open, broken: Mark.blocked, undecided: Mark.unknown };

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
          <MarkGlyph mark={marks[standing.state]} /> {standing.sentence},{" "}
          <span class="checked">checked <When at={finished} /></span>
        </h1>
        {remarks.map((remark) => <p key={remark} class="soft">{remark}</p>)}
      </div>
      <div class="now-columns">
        <Causes causes={snapshot.causes} />
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
