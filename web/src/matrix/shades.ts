// What is drawn of a cell: its mark, and whether it is lit. While nothing is pointed out all cells are lit;
// otherwise what is not concerned is dim. Lit is above dim, and worse above better, so the
// largest of several cells is what a pixel that stands for all of them shows.
export const lit = 16;
export const shade_count = 32;

// The same cells at a size: level 0 is a byte a cell, each next one half as wide and high.
export interface ShadeLevel {
  width: number;
  height: number;
  shades: Uint8Array;
}

export function shadesOf(marks: Uint8Array, pointed_out: Uint8Array | null): Uint8Array {
  const shades = new Uint8Array(marks.length);
  if (!pointed_out) for (let i = 0; i < marks.length; ++i) shades[i] = marks[i]! | lit;
  else for (let i = 0; i < marks.length; ++i) shades[i] = marks[i]! | (pointed_out[i] ? lit : 0);
  return shades;
}

// A fourth of the cells: each the largest of four.
export function halved({ width, height, shades }: ShadeLevel): ShadeLevel {
  const half_width = Math.max(1, (width + 1) >> 1);
  const half_height = Math.max(1, (height + 1) >> 1);
  const out = new Uint8Array(half_width * half_height);
  for (let y = 0; y < height; ++y) {
    const into = (y >> 1) * half_width;
    const from = y * width;
    for (let x = 0; x < width; ++x) {
      const shade = shades[from + x]!;
      const at = into + (x >> 1);
      if (shade > out[at]!) out[at] = shade;
    }
  }
  return { width: half_width, height: half_height, shades: out };
}
