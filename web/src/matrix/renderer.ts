import { CellsPainter } from "./cells_painter";
import { paintGroups } from "./groups_painter";
import type { Grid } from "./grid";
import { LabelsPainter } from "./labels_painter";
import { fontOf, type Layout, layoutOf } from "./layout";
import { type Cell, paintOverlay } from "./overlay_painter";
import { type Palette, readPalette } from "./palette";
import { shadesOf } from "./shades";
import { clamped, type Viewport } from "./viewport";

// Draws a grid on two canvases, one above the other: cells and names, and what is pointed at. Calls between
// two frames are drawn once.
export class Renderer {
  layout: Layout | null = null;
  view: Viewport = { size: 1, x: 0, y: 0 };
  private grid: Grid | null = null;
  private shades: Uint8Array = new Uint8Array(0);
  private palette: Palette;
  private cells: CellsPainter;
  private labels: LabelsPainter;
  private readonly family: string;
  private pointed: Cell | null = null;
  private focused: Cell | null = null;
  private overlay_shown = false;
  private base_wanted = false;
  private request = 0;

  constructor(
    private readonly base: HTMLCanvasElement,
    private readonly overlay: HTMLCanvasElement,
  ) {
    this.family = getComputedStyle(base).fontFamily;
    this.palette = readPalette(base);
    this.cells = new CellsPainter(this.palette);
    this.labels = new LabelsPainter(this.palette, this.family);
  }

  close(): void {
    cancelAnimationFrame(this.request);
  }

  // The colours are read anew, and all is drawn before it returns.
  restyle(): void {
    this.palette = readPalette(this.base);
    this.cells = new CellsPainter(this.palette);
    this.labels = new LabelsPainter(this.palette, this.family);
    this.feed();
    cancelAnimationFrame(this.request);
    this.frame();
  }

  // Another grid; the view goes back to all of it.
  setGrid(grid: Grid, pointed_out: Uint8Array | null): void {
    this.grid = grid;
    this.shades = shadesOf(grid.marks, pointed_out);
    this.feed();
  }

  // Dims all cells but those; null: none is dim.
  pointOut(cells: Uint8Array | null): void {
    if (!this.grid) return;
    this.shades = shadesOf(this.grid.marks, cells);
    this.feed();
  }

  // CSS pixels. Of a new size the view stays if it can.
  resize(width: number, height_max: number, scale: number, keep: boolean): void {
    if (!this.grid) return;
    const ctx = this.context();
    ctx.font = fontOf(12, this.family, 600);
    const measure = (text: string) => ctx.measureText(text).width;
    const before = this.layout;
    const layout = layoutOf(this.grid, width, height_max, scale, measure);
    this.layout = layout;
    for (const canvas of [this.base, this.overlay]) {
      canvas.width = layout.width;
      canvas.height = layout.height;
      canvas.style.width = `${layout.width / scale}px`;
      canvas.style.height = `${layout.height / scale}px`;
    }
    const kept = keep && before && this.view.size > layout.fit ? this.view : null;
    this.view = clamped(kept ?? { size: layout.first, x: 0, y: 0 }, layout.extent);
    this.draw();
  }

  setView(view: Viewport): void {
    this.view = view;
    this.draw();
  }

  point(cell: Cell | null): void {
    if (cell?.row === this.pointed?.row && cell?.column === this.pointed?.column) return;
    this.pointed = cell;
    this.draw(false);
  }

  focus(cell: Cell | null): void {
    this.focused = cell;
    this.draw(false);
  }

  private context(): CanvasRenderingContext2D {
    return this.base.getContext("2d", { alpha: false })!;
  }

  private feed(): void {
    if (!this.grid) return;
    const { rows, columns } = this.grid;
    this.cells.setShades({ width: columns.length, height: rows.length, shades: this.shades });
    this.draw();
  }

  private draw(base = true): void {
    if (base) this.base_wanted = true;
    if (this.request === 0) this.request = requestAnimationFrame(() => this.frame());
  }

  private frame(): void {
    this.request = 0;
    const { grid, layout } = this;
    if (!grid || !layout) return;
    if (this.base_wanted) this.paintBase(grid, layout);
    // An empty overlay that stays empty costs nothing.
    const shown = this.pointed !== null || this.focused !== null;
    if (shown || this.overlay_shown) {
      const ctx = this.overlay.getContext("2d")!;
      paintOverlay(ctx, layout, this.view, this.palette, this.pointed, this.focused);
    }
    this.overlay_shown = shown;
    this.base_wanted = false;
  }

  private paintBase(grid: Grid, layout: Layout): void {
    const ctx = this.context();
    const { left, top, extent, scale } = layout;
    ctx.fillStyle = this.palette.card;
    ctx.fillRect(0, 0, layout.width, layout.height);
    this.cells.paint(ctx, left, top, this.view, extent);
    const place = { left, top, scale, font: fontOf(11 * scale, this.family, 600) };
    paintGroups(ctx, grid, this.shades, this.palette, place, this.view, extent);
    this.labels.paint(ctx, layout, grid.rows, grid.columns, this.view);
  }
}
