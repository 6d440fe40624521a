import type { Palette } from "./palette";
import { halved, type ShadeLevel } from "./shades";
import { makeTiles, type Tiles } from "./tiles";
import { type Extent, linesInSight, type Viewport, whole_from } from "./viewport";

// Paints the cells in sight. From 3 pixels a cell on each is copied from a tile of its shade; below, a bitmap
// with a pixel a cell, or for several the worst of them, is drawn at the size. Nothing is made for
// a cell, so a frame costs what is in sight.
export class CellsPainter {
  private levels: (ShadeLevel & { canvas?: HTMLCanvasElement })[] = [];
  private tiles = new Map<number, Tiles>();
  private frame: ImageData | null = null;

  constructor(private readonly palette: Palette) {}

  // What is painted from now on.
  setShades(level: ShadeLevel): void {
    this.levels = [level];
  }

  paint(
    ctx: CanvasRenderingContext2D, left: number, top: number, view: Viewport, extent: Extent,
  ): void {
    if (this.levels.length === 0) return;
    if (view.size >= whole_from) this.paintTiles(ctx, left, top, view, extent);
    else this.paintBitmap(ctx, left, top, view, extent);
  }

  private paintTiles(
    ctx: CanvasRenderingContext2D, left: number, top: number, view: Viewport, extent: Extent,
  ): void {
    const { size } = view;
    const { width: columns, height: rows, shades } = this.levels[0]!;
    const width = Math.min(extent.width, columns * size - view.x);
    const height = Math.min(extent.height, rows * size - view.y);
    if (width <= 0 || height <= 0) return;
    if (this.frame?.width !== width || this.frame.height !== height)
      this.frame = ctx.createImageData(width, height);
    const out = new Uint32Array(this.frame.data.buffer);
    const tiles = this.tilesOf(size).pixels;
    const across = linesInSight(view.x, size, width, columns);
    const down = linesInSight(view.y, size, height, rows);
    for (let row = down.first; row < down.end; ++row) {
      const y_begin = Math.max(0, row * size - view.y);
      const y_end = Math.min(height, (row + 1) * size - view.y);
      for (let y = y_begin; y < y_end; ++y) {
        const within = (y + view.y - row * size) * size;
        let at = y * width;
        let skip = view.x - across.first * size;
        for (let column = across.first; column < across.end; ++column) {
          const from = shades[row * columns + column]! * size * size + within;
          const end = Math.min(size, skip + width - (at - y * width));
          for (let x = skip; x < end; ++x) out[at++] = tiles[from + x]!;
          skip = 0;
        }
      }
    }
    ctx.putImageData(this.frame, left, top);
  }

  private paintBitmap(
    ctx: CanvasRenderingContext2D, left: number, top: number, view: Viewport, extent: Extent,
  ): void {
    // So that what stands for several cells is two pixels at least, and a lone one is seen.
    let level = 0;
    while (view.size * 2 ** level < 2) ++level;
    const scale = 2 ** level;
    const { canvas, width, height } = this.bitmapOf(level);
    const size = view.size * scale;
    const shown_width = Math.min(extent.width, width * size - view.x);
    const shown_height = Math.min(extent.height, height * size - view.y);
    if (shown_width <= 0 || shown_height <= 0) return;
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(
      canvas, view.x / size, view.y / size, shown_width / size, shown_height / size,
      left, top, shown_width, shown_height,
    );
  }

  private bitmapOf(level: number): { canvas: HTMLCanvasElement; width: number; height: number } {
    while (this.levels.length <= level) this.levels.push(halved(this.levels[this.levels.length - 1]!));
    const { width, height, shades } = this.levels[level]!;
    let { canvas } = this.levels[level]!;
    if (!canvas) {
      canvas = document.createElement("canvas");
      canvas.width = Math.max(1, width);
      canvas.height = Math.max(1, height);
      const image = new ImageData(canvas.width, canvas.height);
      const pixels = new Uint32Array(image.data.buffer);
      for (let i = 0; i < shades.length; ++i) pixels[i] = this.palette.pixels[shades[i]!]!;
      canvas.getContext("2d")!.putImageData(image, 0, 0);
      this.levels[level]!.canvas = canvas;
    }
    return { canvas, width, height };
  }

  private tilesOf(size: number): Tiles {
    let tiles = this.tiles.get(size);
    if (!tiles) {
      tiles = makeTiles(size, this.palette);
      this.tiles.set(size, tiles);
    }
    return tiles;
  }
}
