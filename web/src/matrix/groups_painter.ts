import { Mark } from "../data/marks";
import type { Grid } from "./grid";
import { dim_share, type Palette } from "./palette";
import { lit } from "./shades";
import { drawShape, gapOf } from "./tiles";
import { type Extent, linesInSight, type Viewport } from "./viewport";

const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

// How many of a group's paths are as they should not be, from this size of a cell on: CSS pixels.
const count_from = 24;
const share_from = 8;
// The height of the strip that stands for a share of nearly 1.
const strip_share = 0.4;

// Over the cells of groups in sight: how large a share is not as expected, as the height of a strip in the
// worst one's colour, and how many paths that is.
export function paintGroups(
  ctx: CanvasRenderingContext2D, grid: Grid, shades: Uint8Array, palette: Palette,
  place: { left: number; top: number; scale: number; font: string }, view: Viewport, extent: Extent,
): void {
  const { totals, troubles } = grid;
  const { size } = view;
  if (!totals || !troubles || size < share_from * place.scale) return;
  const across = linesInSight(view.x, size, extent.width, extent.columns);
  const down = linesInSight(view.y, size, extent.height, extent.rows);
  ctx.save();
  ctx.beginPath();
  ctx.rect(place.left, place.top, extent.width, extent.height);
  ctx.clip();
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (let row = down.first; row < down.end; ++row)
    for (let column = across.first; column < across.end; ++column) {
      const cell = row * extent.columns + column;
      const trouble = troubles[cell]!;
      const mark = grid.marks[cell]! as Mark;
      if (totals[cell]! < 2 || (trouble === 0 && mark < Mark.noted)) continue;
      const x = place.left + column * size - view.x;
      const y = place.top + row * size - view.y;
      ctx.globalAlpha = 1;
      ctx.fillStyle = palette.card;
      ctx.fillRect(x, y, size, size);
      ctx.globalAlpha = shades[cell]! & lit ? 1 : dim_share;
      if (trouble > 0) paintGroup(ctx, mark, trouble, totals[cell]!, palette, place, x, y, size);
      else paintRemark(ctx, mark, palette, x, y, size);
    }
  ctx.restore();
}

function paintGroup(
  ctx: CanvasRenderingContext2D, mark: Mark, trouble: number, total: number, palette: Palette,
  place: { scale: number; font: string }, x: number, y: number, size: number,
): void {
  const side = size - gapOf(size);
  const share = trouble / total;
  // Where all of them are so, the cell is as that of a lone path, with the count.
  const whole = share === 1;
  const height = whole ? side : Math.round(Math.max(3 * place.scale, share * strip_share * side));
  if (!whole) {
    ctx.fillStyle = palette.fill[Mark.open]!;
    ctx.fillRect(x, y, side, side - height);
  }
  ctx.fillStyle = palette.fill[mark]!;
  ctx.fillRect(x, y + side - height, side, height);
  const colour = whole ? palette.ink[mark]! : palette.words[mark]!;
  const middle = whole ? y + side / 2 : y + (side - height) / 2;
  if (size < count_from * place.scale) {
    const shape = Math.min(side - (whole ? 0 : height), Math.max(7 * place.scale, side * 0.6));
    drawShape(ctx, mark, x + (side - shape) / 2, middle - shape / 2, shape, colour);
    return;
  }
  const shape = Math.min((side - (whole ? 0 : height)) * 0.45, 18 * place.scale);
  ctx.fillStyle = colour;
  ctx.font = place.font;
  drawShape(ctx, mark, x + (side - shape) / 2, middle - shape * 1.02, shape, colour);
  ctx.fillText(short.format(trouble), x + side / 2, middle + shape * 0.5, side - 2);
}

// A remark of one path is no colour for a thousand.
function paintRemark(
  ctx: CanvasRenderingContext2D, mark: Mark, palette: Palette, x: number, y: number, size: number,
): void {
  const side = size - gapOf(size);
  const shape = side * 0.45;
  ctx.fillStyle = palette.fill[Mark.open]!;
  ctx.fillRect(x, y, side, side);
  drawShape(ctx, mark, x + (side - shape) / 2, y + (side - shape) / 2, shape, palette.words[mark]!);
}
