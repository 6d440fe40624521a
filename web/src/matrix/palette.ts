import { Mark, mark_count } from "../data/marks";
import { classOfMark } from "../parts/words";
import { lit, shade_count } from "./shades";

// The colours of the style sheet, as the canvas needs them.
export interface Palette {
  card: string;
  text: string;
  soft: string;
  line: string;
  focus: string;
  // By mark.
  fill: string[];
  ink: string[];
  words: string[];
  // By shade: little-endian RGBA, opaque.
  pixels: Uint32Array;
}

type Rgb = [number, number, number];

// How much of a dim cell's colour is left.
export const dim_share = 0.22;

function rgbOf(ctx: CanvasRenderingContext2D, colour: string): Rgb {
  ctx.fillStyle = "#000000";
  ctx.fillStyle = colour;
  const number = Number.parseInt(String(ctx.fillStyle).slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

function mixed(colour: Rgb, ground: Rgb, share: number): Rgb {
  return colour.map((part, i) => Math.round(part * share + ground[i]! * (1 - share))) as Rgb;
}

function cssOf([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const ctx = document.createElement("canvas").getContext("2d")!;
  const colour = (name: string) => rgbOf(ctx, style.getPropertyValue(name).trim());
  const card = colour("--card");
  const fills: Rgb[] = [];
  const ink: string[] = [];
  const words: string[] = [];
  for (let mark = 0; mark < mark_count; ++mark) {
    const name = classOfMark(mark as Mark);
    fills.push(colour(`--${name}`));
    ink.push(cssOf(colour(`--${name}-ink`)));
    words.push(cssOf(colour(`--${name}-text`)));
  }
  const pixels = new Uint32Array(shade_count);
  for (let shade = 0; shade < shade_count; ++shade) {
    const fill = fills[shade & (lit - 1)] ?? card;
    const [red, green, blue] = shade & lit ? fill : mixed(fill, card, dim_share);
    pixels[shade] = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
  return {
    card: cssOf(card),
    text: cssOf(colour("--text")),
    soft: cssOf(colour("--soft")),
    line: cssOf(colour("--line-strong")),
    focus: cssOf(colour("--focus")),
    fill: fills.map(cssOf),
    ink,
    words,
    pixels,
  };
}

export function cssOfPixel(pixel: number): string {
  return cssOf([pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]);
}
