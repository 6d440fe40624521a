import { Mark, mark_count } from "../data/marks";
import { cssOfPixel, type Palette } from "./palette";
import { lit, shade_count } from "./shades";

// A cell of each shade at one size, as pixels.
export interface Tiles {
  size: number;
  // `size * size` pixels for each shade.
  pixels: Uint32Array;
}

const shape_from = 9;

// The space between cells: device pixels.
export function gapOf(size: number): number {
  return size >= 26 ? 2 : size >= 8 ? 1 : 0;
}

// The mark's shape in a square of side 1, as strokes.
function traceShape(ctx: CanvasRenderingContext2D, mark: Mark): void {
  switch (mark) {
    case Mark.closed:
      ctx.moveTo(0.32, 0.5);
      ctx.lineTo(0.68, 0.5);
      return;
    case Mark.noted:
      ctx.moveTo(0.48, 0.5);
      ctx.lineTo(0.52, 0.5);
      return;
    case Mark.degraded:
      ctx.moveTo(0.22, 0.57);
      ctx.bezierCurveTo(0.34, 0.36, 0.43, 0.4, 0.5, 0.5);
      ctx.bezierCurveTo(0.57, 0.6, 0.66, 0.64, 0.78, 0.43);
      return;
    case Mark.accepted:
    case Mark.unknown:
      ctx.moveTo(0.36, 0.39);
      ctx.bezierCurveTo(0.36, 0.18, 0.65, 0.18, 0.65, 0.38);
      ctx.bezierCurveTo(0.65, 0.5, 0.5, 0.49, 0.5, 0.63);
      ctx.moveTo(0.5, 0.78);
      ctx.lineTo(0.5, 0.785);
      return;
    case Mark.exposed:
      ctx.moveTo(0.5, 0.22);
      ctx.lineTo(0.5, 0.57);
      ctx.moveTo(0.5, 0.77);
      ctx.lineTo(0.5, 0.775);
      return;
    case Mark.blocked:
      ctx.moveTo(0.29, 0.29);
      ctx.lineTo(0.71, 0.71);
      ctx.moveTo(0.71, 0.29);
      ctx.lineTo(0.29, 0.71);
      return;
    default:
      return;
  }
}

export function drawShape(
  ctx: CanvasRenderingContext2D, mark: Mark, x: number, y: number, side: number, colour: string,
): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(side, side);
  ctx.beginPath();
  traceShape(ctx, mark);
  ctx.strokeStyle = colour;
  ctx.lineWidth = mark === Mark.noted ? 0.17 : Math.max(0.105, 1.1 / side);
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.stroke();
  ctx.restore();
}

// Where a shape can't be read: a pattern that differs in its light and dark pixels.
function drawPattern(
  ctx: CanvasRenderingContext2D, mark: Mark, size: number, side: number, ink: string,
): void {
  ctx.fillStyle = ink;
  const middle = (side - 1) >> 1;
  if (mark === Mark.unknown || mark === Mark.accepted)
    for (let y = 0; y < side; ++y)
      for (let x = y % 3; x < side; x += 3) ctx.fillRect(x, y, 1, 1);
  else if (mark === Mark.degraded) ctx.fillRect(0, middle, side, 1);
  else if (mark === Mark.exposed) ctx.fillRect(middle, 0, 1, side);
  else if (mark === Mark.blocked && size >= 5)
    for (let i = 1; i < side - 1; ++i) {
      ctx.fillRect(i, i, 1, 1);
      ctx.fillRect(side - 1 - i, i, 1, 1);
    }
}

export function makeTiles(size: number, palette: Palette): Tiles {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size * shade_count;
  const ctx = canvas.getContext("2d", { willReadFrequently: true })!;
  ctx.fillStyle = palette.card;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  const side = size - gapOf(size);
  for (let shade = 0; shade < shade_count; ++shade) {
    const mark = (shade & (lit - 1)) as Mark;
    if (mark >= mark_count) continue;
    ctx.save();
    ctx.translate(0, shade * size);
    ctx.fillStyle = cssOfPixel(palette.pixels[shade]!);
    ctx.beginPath();
    ctx.roundRect(0, 0, side, side, size >= 14 ? Math.min(4, size * 0.1) : 0);
    ctx.fill();
    if (!(shade & lit)) ctx.globalAlpha = 0.35;
    const ink = palette.ink[mark]!;
    if (size < shape_from) drawPattern(ctx, mark, size, side, ink);
    else {
      const shape = Math.min(side, Math.max(9, side * 0.62));
      drawShape(ctx, mark, (side - shape) / 2, (side - shape) / 2, shape, ink);
    }
    ctx.restore();
  }
  const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
  return { size, pixels: new Uint32Array(data.buffer) };
}
