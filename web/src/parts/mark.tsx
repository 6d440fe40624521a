import { Mark } from "../data/marks";
import { classOfMark, wordsOfMark } from "./words";

// The same shapes as in the matrix, so that no status is told by colour alone. In a square of 12.
const shapes: Partial<Record<Mark, string>> = {
  [Mark.closed]: "M3.5 6h5",
  [Mark.noted]: "M6 5.9v.2",
  [Mark.accepted]: "M4.4 4.7a1.7 1.7 0 1 1 2.5 1.5c-.6.3-.9.6-.9 1.2M6 9.1v.1",
  [Mark.degraded]: "M2.8 6.7c1-1.6 2.2-1.6 3.2-.7s2.2.9 3.2-.7",
  [Mark.unknown]: "M4.2 4.5a1.8 1.8 0 1 1 2.7 1.6c-.6.3-.9.7-.9 1.3M6 9.3v.1",
  [Mark.exposed]: "M6 2.8v4M6 9.1v.1",
  [Mark.blocked]: "M3.4 3.4l5.2 5.2M8.6 3.4l-5.2 5.2",
};

// A small square with the mark's colour and shape. Its words stand beside it, or are given.
export function MarkGlyph({ mark, label }: { mark: Mark; label?: string }) {
  const shape = shapes[mark];
  return (
    <svg
      class={`glyph mark-${classOfMark(mark)}`}
      viewBox="0 0 12 12"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <rect x="0.5" y="0.5" width="11" height="11" rx="2" />
      {shape && <path d={shape} />}
    </svg>
  );
}

// The glyph and its words: "blocked", or what is given instead.
export function StatusBadge({ mark, words }: { mark: Mark; words?: string }) {
  return (
    <span class={`badge text-${classOfMark(mark)}`}>
      <MarkGlyph mark={mark} />
      {words ?? wordsOfMark(mark)}
    </span>
  );
}
