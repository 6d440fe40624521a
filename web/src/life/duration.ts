const units: readonly (readonly [string, number])[] = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
];

// "3 d 4 h", "12 min", "0 s": the two largest units, rounded down.
export function durationWords(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds));
  const first = units.findIndex(([, size]) => left >= size);
  if (first < 0) return "0 s";
  const words: string[] = [];
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(left / size);
    if (count > 0) words.push(`${count} ${name}`);
    left -= count * size;
  }
  return words.join(" ");
}
