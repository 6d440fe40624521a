import { fontOf, type Layout } from "./layout";
import type { Line } from "./lines";
import type { Palette } from "./palette";
import { linesInSight, type Viewport } from "./viewport";

// A name that stands for the lines from `first` until `end`.
interface Label {
  text: string;
  first: number;
  end: number;
  strong: boolean;
}

const line_px_min = 11;
// How far a name at the edge may stand out: half of its height.
const bleed = 7;

// Names of the lines in sight as far as they have room: each line's, else each cluster's, else every so
// many a line's.
export function labelsOf(
  lines: readonly Line[], first: number, end: number, size: number, room: number,
): Label[] {
  const labels: Label[] = [];
  if (size >= room) {
    for (let i = first; i < end; ++i)
      labels.push({ text: lines[i]!.name, first: i, end: i + 1, strong: lines[i]!.folded });
    return labels;
  }
  for (let i = first; i < end; ) {
    const { cluster, name } = lines[i]!;
    let behind = i + 1;
    while (cluster !== "" && behind < end && lines[behind]!.cluster === cluster) ++behind;
    if ((behind - i) * size >= room)
      labels.push({ text: cluster || name, first: i, end: behind, strong: cluster !== "" });
    i = behind;
  }
  if (labels.length > 0) return labels;
  const step = Math.ceil((room * 1.6) / size);
  for (let i = Math.ceil(first / step) * step; i < end; i += step)
    labels.push({ text: lines[i]!.name, first: i, end: i + 1, strong: false });
  return labels;
}

export class LabelsPainter {
  private shortened = new Map<string, string>();
  private font_px = 12;

  constructor(
    private readonly palette: Palette,
    private readonly family: string,
  ) {}

  paint(
    ctx: CanvasRenderingContext2D, layout: Layout, rows: readonly Line[],
    columns: readonly Line[], view: Viewport,
  ): void {
    const { left, top, scale, extent } = layout;
    const room = line_px_min * scale;
    // Of lines that are hardly higher than a name, names are a little smaller.
    this.font_px = view.size >= room ? Math.min(layout.font_px, view.size * 0.9) : layout.font_px;
    ctx.textBaseline = "middle";
    const down = linesInSight(view.y, view.size, extent.height, extent.rows);
    const across = linesInSight(view.x, view.size, extent.width, extent.columns);
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, top - bleed * scale, left, extent.height + 2 * bleed * scale);
    ctx.clip();
    ctx.textAlign = "right";
    for (const label of labelsOf(rows, down.first, down.end, view.size, room)) {
      const y = middleOf(label, view.y, view.size, extent.height);
      this.text(ctx, label, left - 8 * scale, top + y, left - 10 * scale);
    }
    ctx.restore();
    this.columns(ctx, layout, labelsOf(columns, across.first, across.end, view.size, room), view);
    if (view.size < 40 * scale) this.borders(ctx, layout, rows, columns, view);
  }

  private columns(
    ctx: CanvasRenderingContext2D, layout: Layout, labels: readonly Label[], view: Viewport,
  ): void {
    const { left, top, scale, extent } = layout;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left - bleed * scale, 0, extent.width + 2 * bleed * scale, top);
    ctx.clip();
    ctx.textAlign = "left";
    for (const label of labels) {
      const x = middleOf(label, view.x, view.size, extent.width);
      ctx.save();
      ctx.translate(left + x, top - 7 * scale);
      ctx.rotate(-Math.PI / 2);
      this.text(ctx, label, 0, 0, top - 9 * scale);
      ctx.restore();
    }
    ctx.restore();
  }

  // Between clusters: a line through the cells, and a darker end of it in the space of the names.
  private borders(
    ctx: CanvasRenderingContext2D, { left, top, scale, extent }: Layout,
    rows: readonly Line[], columns: readonly Line[], view: Viewport,
  ): void {
    const tick = 5 * scale;
    const line = view.size < 6 * scale ? 1 : Math.max(1, Math.round(scale));
    const rect = (colour: string, x: number, y: number, width: number, height: number) => {
      ctx.fillStyle = colour;
      ctx.fillRect(x, y, width, height);
    };
    const { card, line: dark } = this.palette;
    const [right, bottom] = [
      Math.min(extent.width, columns.length * view.size - view.x),
      Math.min(extent.height, rows.length * view.size - view.y),
    ];
    const each = (lines: readonly Line[], offset: number, space: number, draw: (at: number) => void) => {
      const { first, end } = linesInSight(offset, view.size, space, lines.length);
      for (let i = Math.max(1, first); i < end; ++i) {
        const [before, here] = [lines[i - 1]!, lines[i]!];
        if (before.folded && here.folded) continue;
        if (before.cluster !== here.cluster) draw(Math.round(i * view.size - offset));
      }
    };
    each(rows, view.y, extent.height, (at) => {
      if (at <= 0) return;
      rect(dark, left - tick, top + at - line, tick, line);
      rect(card, left, top + at - line, right, line);
    });
    each(columns, view.x, extent.width, (at) => {
      if (at <= 0) return;
      rect(dark, left + at - line, top - tick, line, tick);
      rect(card, left + at - line, top, line, bottom);
    });
  }

  private text(
    ctx: CanvasRenderingContext2D, label: Label, x: number, y: number, space: number,
  ): void {
    ctx.font = fontOf(this.font_px, this.family, label.strong ? 600 : 400);
    ctx.fillStyle = label.strong ? this.palette.text : this.palette.soft;
    ctx.fillText(this.shorten(ctx, label, space), x, y);
  }

  // As much of the text as there is space for, and a "…".
  private shorten(ctx: CanvasRenderingContext2D, { text }: Label, space: number): string {
    const key = `${ctx.font} ${Math.round(space)} ${text}`;
    const known = this.shortened.get(key);
    if (known !== undefined) return known;
    let out = text;
    if (ctx.measureText(text).width > space) {
      const letters = [...text].slice(0, 200);
      while (letters.length > 1 && ctx.measureText(letters.join("") + "…").width > space) letters.pop();
      out = letters.join("") + "…";
    }
    if (this.shortened.size > 10_000) this.shortened.clear();
    this.shortened.set(key, out);
    return out;
  }
}

// Of a label's lines the middle of what is in sight.
function middleOf(label: Label, offset: number, size: number, space: number): number {
  const begin = Math.max(0, label.first * size - offset);
  const end = Math.min(space, label.end * size - offset);
  if (label.end - label.first === 1) return (label.first + 0.5) * size - offset;
  return (begin + end) / 2;
}
