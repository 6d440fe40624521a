import { MarkGlyph } from "../parts/mark";
import type { CellTold } from "./cell_words";

const width_px = 300;
const lines_max = 8;
const away_px = 16;

// What the cell under the pointer says, beside it.
export function Tooltip(props: { told: CellTold | null; x: number; y: number; width: number }) {
  const { told, x, y, width } = props;
  if (!told) return null;
  const to_left = x + away_px + width_px > width;
  const left = to_left ? Math.max(0, x - away_px - width_px) : x + away_px;
  const more = told.lines.length - lines_max;
  return (
    <div class={`tooltip ${to_left ? "to-left" : ""}`} style={{ left: `${left}px`, top: `${y + away_px}px` }}>
      <p class="tooltip-pair">
        {told.from} <span class="arrow">→</span> {told.to}
      </p>
      {(told.lines.length !== 1 || told.pair === null) && <p class="soft">{told.title}</p>}
      <ul>
        {told.lines.slice(0, lines_max).map((line, index) => (
          <li key={index}>
            <MarkGlyph mark={line.mark} /> <span>{line.text}</span>
            {line.note && <span class="soft number">{line.note}</span>}
          </li>
        ))}
      </ul>
      {more > 0 && <p class="soft">and {more} more</p>}
    </div>
  );
}
