import type { Grid } from "./grid";
import type { Line } from "./lines";
import { type Extent, sizeToFit } from "./viewport";

// Where things are on the canvas: device pixels.
export interface Layout {
  width: number;
  height: number;
  // Of names: to the left of the cells, and above them.
  left: number;
  top: number;
  // Device pixels a CSS pixel.
  scale: number;
  extent: Extent;
  // A cell's size at which all is in sight: the least.
  fit: number;
  // At which it is shown first: larger than that where it is a strip, in which cells would be lost.
  first: number;
  font_px: number;
}

const name_px_max = 170;
const cell_px_max = 72;
const rows_px_min = 96;
const strip_cell_px = 18;
// Cells from this size on are large enough to be clicked, and their names to be read: CSS pixels.
export const readable_px = 9;
const font_px = 12;

export function fontOf(px: number, family: string, weight = 400): string {
  return `${weight} ${px}px ${family}`;
}

// The widest of names, nearly: of the longest ones.
function widestOf(lines: readonly Line[], measure: (text: string) => number): number {
  const measured = 24;
  // A cluster's name stands there, too, for the lines of its nodes.
  const names = [...new Set(lines.flatMap((line) => [line.name, line.cluster]))];
  names.sort((a, b) => b.length - a.length);
  let widest = 0;
  for (const name of names.slice(0, measured)) widest = Math.max(widest, measure(name));
  return widest;
}

// `width`, `height_max`: what the canvas may take, in CSS pixels. `measure`: a text's width in them.
export function layoutOf(
  grid: Grid, width: number, height_max: number, scale: number, measure: (text: string) => number,
): Layout {
  const narrow = Math.min(name_px_max, width * 0.3);
  const left = Math.ceil(Math.min(narrow, widestOf(grid.rows, measure) + 14) * scale);
  const top = Math.ceil(Math.min(narrow, widestOf(grid.columns, measure) + 12) * scale);
  const full_width = Math.floor(width * scale);
  const extent: Extent = {
    rows: grid.rows.length,
    columns: grid.columns.length,
    width: Math.max(1, full_width - left),
    height: Math.max(1, Math.floor(height_max * scale) - top),
  };
  const fit = sizeToFit(extent, Math.floor(cell_px_max * scale));
  const first = Math.max(fit, isStrip(extent) ? Math.floor(strip_cell_px * scale) : 0);
  // Where cells are small, somebody will zoom, and then there is more to be seen.
  if (fit >= readable_px * scale) {
    const needed = Math.max(rows_px_min * scale, Math.ceil(extent.rows * first));
    extent.height = Math.min(extent.height, needed);
  }
  const height = top + extent.height;
  return { width: full_width, height, left, top, scale, extent, fit, first, font_px: font_px * scale };
}

// Far more lines one way than the other.
function isStrip({ rows, columns }: Extent): boolean {
  return Math.max(rows, columns) > 4 * Math.min(rows, columns);
}
