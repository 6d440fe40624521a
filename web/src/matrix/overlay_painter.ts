import type { Layout } from "./layout";
import type { Palette } from "./palette";
import { gapOf } from "./tiles";
import type { Viewport } from "./viewport";

export interface Cell {
  row: number;
  column: number;
}

// What moves over the cells without painting them anew: bands along the row and column that are pointed
// at, and the focused cell's frame.
export function paintOverlay(
  ctx: CanvasRenderingContext2D, layout: Layout, view: Viewport, palette: Palette,
  pointed: Cell | null, focused: Cell | null,
): void {
  const { left, top, extent, scale } = layout;
  ctx.clearRect(0, 0, layout.width, layout.height);
  const { size } = view;
  const side = Math.max(2 * scale, size - gapOf(size));
  const placeOf = (cell: Cell) => ({
    x: left + Math.round(cell.column * size - view.x),
    y: top + Math.round(cell.row * size - view.y),
  });
  if (pointed) {
    const { x, y } = placeOf(pointed);
    ctx.save();
    ctx.globalAlpha = 0.08;
    ctx.fillStyle = palette.text;
    ctx.fillRect(0, y, left + Math.min(extent.width, extent.columns * size - view.x), side);
    ctx.fillRect(x, 0, side, top + Math.min(extent.height, extent.rows * size - view.y));
    ctx.restore();
    frame(ctx, x, y, side, scale, palette.text, palette.card);
  }
  if (focused) {
    const { x, y } = placeOf(focused);
    frame(ctx, x, y, side, scale * 2, palette.focus, palette.card);
  }
}

function frame(
  ctx: CanvasRenderingContext2D, x: number, y: number, side: number, width: number,
  colour: string, ground: string,
): void {
  ctx.lineWidth = width * 2;
  ctx.strokeStyle = ground;
  ctx.strokeRect(x - width, y - width, side + width * 2, side + width * 2);
  ctx.lineWidth = width;
  ctx.strokeStyle = colour;
  ctx.strokeRect(x - width / 2, y - width / 2, side + width, side + width);
}
