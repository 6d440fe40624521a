// What of a matrix is in sight: how large a cell is, and how far it is moved. All in device pixels, so
// that cells from 3 pixels on are whole ones and sharp.
export interface Viewport {
  // A cell's side. From `whole_from` on a whole number; below it any.
  size: number;
  // How far the cells are moved to the left and up; at least 0.
  x: number;
  y: number;
}

export interface Extent {
  rows: number;
  columns: number;
  // Of the part of the canvas that shows cells.
  width: number;
  height: number;
}

export const whole_from = 3;
export const size_max = 96;

// The next size of a step: whole from 3 pixels on.
export function fittingSize(size: number): number {
  return size < whole_from ? size : Math.min(size_max, Math.floor(size));
}

// The size at which all cells are in sight, and at most `largest`.
export function sizeToFit(extent: Extent, largest: number): number {
  const lines = Math.min(
    extent.width / Math.max(1, extent.columns), extent.height / Math.max(1, extent.rows),
  );
  return fittingSize(Math.min(largest, lines));
}

export function clamped(view: Viewport, extent: Extent): Viewport {
  const limit = (offset: number, lines: number, space: number) =>
    Math.round(Math.max(0, Math.min(offset, lines * view.size - space)));
  return {
    size: view.size,
    x: limit(view.x, extent.columns, extent.width),
    y: limit(view.y, extent.rows, extent.height),
  };
}

// Another size, so that the cell under the point (pixels of the cells' part) stays there. `smallest`: that
// at which all is in sight.
export function zoomed(
  view: Viewport, extent: Extent, factor: number, at: { x: number; y: number }, smallest: number,
): Viewport {
  let size = Math.max(smallest, Math.min(size_max, view.size * factor));
  if (size >= whole_from) size = Math.max(smallest, Math.min(size_max, Math.round(size)));
  const scale = size / view.size;
  const moved = { size, x: (view.x + at.x) * scale - at.x, y: (view.y + at.y) * scale - at.y };
  return clamped(moved, extent);
}

// Moved as little as needed for a cell to be in sight.
export function revealing(view: Viewport, extent: Extent, row: number, column: number): Viewport {
  const reach = (offset: number, line: number, space: number) => {
    const begin = line * view.size;
    if (begin < offset) return begin;
    return Math.max(offset, begin + view.size - space);
  };
  return clamped(
    {
      size: view.size,
      x: reach(view.x, column, extent.width),
      y: reach(view.y, row, extent.height),
    },
    extent,
  );
}

// The cell under a point of the cells' part; null: none is there.
export function cellAt(
  view: Viewport, extent: Extent, x: number, y: number,
): { row: number; column: number } | null {
  if (x < 0 || y < 0 || x >= extent.width || y >= extent.height) return null;
  const row = Math.floor((view.y + y) / view.size);
  const column = Math.floor((view.x + x) / view.size);
  return row < extent.rows && column < extent.columns ? { row, column } : null;
}

// The first line in sight, and the one behind the last.
export function linesInSight(
  offset: number, size: number, space: number, lines: number,
): { first: number; end: number } {
  const first = Math.max(0, Math.min(lines, Math.floor(offset / size)));
  const end = Math.max(first, Math.min(lines, Math.ceil((offset + space) / size)));
  return { first, end };
}
