import { DataError } from "./data_error";

// The bytes of base64; `what` names them in errors.
export function bytesOfBase64(text: string, what: string): Uint8Array<ArrayBuffer> {
  let decoded: string;
  try {
    decoded = atob(text);
  } catch {
    throw new DataError(`${what} is no base64`);
  }
  const bytes = new Uint8Array(decoded.length);
  for (let i = 0; i < decoded.length; ++i) bytes[i] = decoded.charCodeAt(i);
  return bytes;
}

// Reads unsigned LEB128 numbers below 2^32, one after the other.
export class Leb128Reader {
  private at = 0;
  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  next(): number {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < 5; ++i) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new DataError(`${this.what} ends within a number`);
      ++this.at;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
      unit *= 0x80;
    }
    throw new DataError(`${this.what} has a number above 4294967295`);
  }
}
