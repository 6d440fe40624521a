// Unsigned LEB128 of numbers below 2^32, as base64.
export function rowsOf(...numbers: number[]): string {
  const bytes: number[] = [];
  for (let number of numbers) {
    while (number >= 0x80) {
      bytes.push((number % 0x80) | 0x80);
      number = Math.floor(number / 0x80);
    }
    bytes.push(number);
  }
  return Buffer.from(bytes).toString("base64");
}
