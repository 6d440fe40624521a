import { useMemo } from "preact/hooks";
import { Mark, mark_count } from "../data/marks";
import type { Matrix } from "../data/matrix";
import { MarkGlyph } from "../parts/mark";
import { numberText, wordsOfMark } from "../parts/words";
import { useApp } from "../state/context";
import { forEachShown } from "./shown_paths";

// What the shapes mean and how many paths are so; each is a filter, too.
export function Legend({ matrix }: { matrix: Matrix }) {
  const app = useApp();
  const filter = app.filter.value;
  const counts = useMemo(() => {
    const of_mark = new Array<number>(mark_count).fill(0);
    forEachShown(matrix, { ...filter, marks: null }, (_source, _target, length, outcome) => {
      of_mark[matrix.marks[outcome]!]! += length;
    });
    return of_mark;
  }, [matrix, filter]);
  const toggle = (mark: Mark) => {
    const marks = new Set(filter.marks ?? []);
    if (!marks.delete(mark)) marks.add(mark);
    app.setFilter({ ...filter, marks: marks.size > 0 ? marks : null });
  };
  const shown: Mark[] = [];
  for (let mark = mark_count - 1; mark > 0; --mark)
    if (counts[mark]! > 0 || filter.marks?.has(mark)) shown.push(mark);
  return (
    <ul class="legend" aria-label="Paths by status; each is a filter">
      {shown.map((mark) => (
        <li key={mark}>
          <button type="button" aria-pressed={filter.marks?.has(mark) ?? false} onClick={() => toggle(mark)}>
            <MarkGlyph mark={mark} /> {wordsOfMark(mark)} <span class="number">{numberText(counts[mark]!)}</span>
          </button>
        </li>
      ))}
      <li class="legend-nothing soft">
        <MarkGlyph mark={Mark.nothing} /> {wordsOfMark(Mark.nothing)}
      </li>
    </ul>
  );
}
