import { followGestures, type GestureTarget } from "./gestures";
import { type Grid, haveSameLines } from "./grid";
import { actionOfKey } from "./keys";
import { readable_px } from "./layout";
import type { Cell } from "./overlay_painter";
import { Renderer } from "./renderer";
import { cellAt, clamped, fittingSize, revealing, size_max, type Viewport, zoomed } from "./viewport";

// What the matrix asks of whoever shows it.
export interface MatrixListener {
  // The cell under the pointer, where it is on the canvas (CSS pixels); null: none.
  pointed(cell: Cell | null, x: number, y: number): void;
  focused(cell: Cell | null): void;
  opened(cell: Cell): void;
  // A name was clicked.
  lineOpened(axis: "row" | "column", index: number): void;
  zoomChanged(state: { can_grow: boolean; can_shrink: boolean }): void;
}

// What somebody looked at before another view was opened.
export interface KeptView {
  grid: Grid;
  view: Viewport;
}

// Turns gestures and keys into what the renderer shows.
export class MatrixControl implements GestureTarget {
  readonly renderer: Renderer;
  private grid: Grid | null = null;
  private focus_cell: Cell | null = null;
  // What zooming by small steps has gathered until the next whole size.
  private gathered = 1;
  private readonly stop: () => void;

  constructor(
    private readonly element: HTMLElement,
    base: HTMLCanvasElement,
    overlay: HTMLCanvasElement,
    private readonly listener: MatrixListener,
  ) {
    this.renderer = new Renderer(base, overlay);
    this.stop = followGestures(element, this);
  }

  close(): void {
    this.stop();
    this.renderer.close();
  }

  // True: it has the same lines as the one before; what is in sight and focused can stay.
  setGrid(grid: Grid, pointed_out: Uint8Array | null): boolean {
    const keep = this.grid !== null && haveSameLines(this.grid, grid);
    this.grid = grid;
    this.renderer.setGrid(grid, pointed_out);
    if (!keep) this.setFocus(null);
    return keep;
  }

  // What is in sight, to be shown again later; null: all is.
  keptView(): KeptView | null {
    const { view, layout } = this.renderer;
    if (!this.grid || !layout || view.size <= layout.fit) return null;
    return { grid: this.grid, view };
  }

  showKept(kept: KeptView): void {
    const { layout } = this.renderer;
    if (!this.grid || !layout || !haveSameLines(this.grid, kept.grid)) return;
    if (kept.view.size <= layout.fit) return;
    this.renderer.setView(clamped(kept.view, layout.extent));
    this.tellZoom();
  }

  resize(width: number, height_max: number, keep: boolean): void {
    this.renderer.resize(width, height_max, devicePixelRatio || 1, keep);
    this.tellZoom();
  }

  pan(dx: number, dy: number): void {
    const { layout, view } = this.renderer;
    if (!layout) return;
    const moved = { size: view.size, x: view.x - dx * layout.scale, y: view.y - dy * layout.scale };
    this.renderer.setView(clamped(moved, layout.extent));
  }

  zoom(factor: number, x: number, y: number): boolean {
    const { layout, view } = this.renderer;
    if (!layout) return false;
    this.gathered *= factor;
    const at = { x: x * layout.scale - layout.left, y: y * layout.scale - layout.top };
    at.x = Math.max(0, Math.min(at.x, layout.extent.width));
    at.y = Math.max(0, Math.min(at.y, layout.extent.height));
    const next = zoomed(view, layout.extent, this.gathered, at, layout.fit);
    if (next.size === view.size) {
      const at_end = factor < 1 ? view.size <= layout.fit : view.size >= size_max;
      if (at_end) this.gathered = 1;
      return !at_end;
    }
    this.gathered = 1;
    this.renderer.setView(next);
    this.tellZoom();
    return true;
  }

  // By the buttons and keys: around the focused cell, else the middle.
  zoomStep(factor: number): void {
    const { layout, view } = this.renderer;
    if (!layout) return;
    const { left, top, extent, scale } = layout;
    let [x, y] = [left + extent.width / 2, top + extent.height / 2];
    if (this.focus_cell) {
      x = left + (this.focus_cell.column + 0.5) * view.size - view.x;
      y = top + (this.focus_cell.row + 0.5) * view.size - view.y;
    }
    this.gathered = 1;
    this.zoom(factor, x / scale, y / scale);
    this.gathered = 1;
  }

  fit(): void {
    const { layout } = this.renderer;
    if (!layout) return;
    this.renderer.setView(clamped({ size: layout.fit, x: 0, y: 0 }, layout.extent));
    this.tellZoom();
  }

  // Around a cell so large that it can be read.
  zoomTo(cell: Cell, size_px: number): void {
    const { layout } = this.renderer;
    if (!layout) return;
    const size = Math.max(layout.fit, fittingSize(size_px * layout.scale));
    const { width, height } = layout.extent;
    const middle = {
      size, x: (cell.column + 0.5) * size - width / 2, y: (cell.row + 0.5) * size - height / 2,
    };
    this.renderer.setView(clamped(middle, layout.extent));
    this.tellZoom();
  }

  zoomsByWheel(): boolean {
    const { layout } = this.renderer;
    return layout !== null && layout.fit < readable_px * layout.scale;
  }

  hover(at: { x: number; y: number } | null): void {
    const cell = at && this.cellAt(at.x, at.y);
    this.renderer.point(cell);
    this.listener.pointed(cell, at?.x ?? 0, at?.y ?? 0);
  }

  click(x: number, y: number): void {
    const { layout, view } = this.renderer;
    if (!layout) return;
    const cell = this.cellAt(x, y);
    if (!cell) return this.clickName(x * layout.scale, y * layout.scale);
    if (view.size < readable_px * layout.scale) return this.zoomTo(cell, 18);
    this.listener.opened(cell);
  }

  key(event: KeyboardEvent): void {
    const { layout, view } = this.renderer;
    if (!this.grid || !layout || event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(layout.extent.height / view.size) - 1);
    const action = actionOfKey(event.key, event.shiftKey, this.grid, this.focus_cell, page);
    if (!action) return;
    event.preventDefault();
    if (action.kind === "focus") this.setFocus(action.cell);
    else if (action.kind === "open") this.listener.opened(this.focus_cell!);
    else if (action.kind === "zoom") this.zoomStep(action.factor);
    else if (action.kind === "fit") this.fit();
    else if (view.size > layout.fit) this.fit();
    else this.element.blur();
  }

  // The cell that the keyboard is at; shown while the element has the focus.
  setFocus(cell: Cell | null): void {
    this.focus_cell = cell;
    const { layout, view } = this.renderer;
    if (cell && layout)
      this.renderer.setView(revealing(view, layout.extent, cell.row, cell.column));
    this.renderer.focus(cell);
    this.listener.focused(cell);
  }

  private cellAt(x: number, y: number): Cell | null {
    const { layout, view } = this.renderer;
    if (!layout) return null;
    const { scale, left, top, extent } = layout;
    return cellAt(view, extent, x * scale - left, y * scale - top);
  }

  private clickName(x: number, y: number): void {
    const { layout, view } = this.renderer;
    if (!layout) return;
    const { left, top, extent } = layout;
    const row = Math.floor((view.y + y - top) / view.size);
    const column = Math.floor((view.x + x - left) / view.size);
    if (x < left && y >= top && row < extent.rows) this.listener.lineOpened("row", row);
    if (y < top && x >= left && column < extent.columns) this.listener.lineOpened("column", column);
  }

  private tellZoom(): void {
    const { layout, view } = this.renderer;
    if (!layout) return;
    // Where nothing can be moved, a finger scrolls the page.
    this.element.style.touchAction = view.size > layout.fit ? "none" : "pan-y";
    this.listener.zoomChanged({
      can_grow: view.size < size_max, can_shrink: view.size > layout.fit,
    });
  }
}
