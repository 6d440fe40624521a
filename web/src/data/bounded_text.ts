import { DataError } from "./data_error";

// The text of a stream of UTF-8. Throws DataError above the limit, before more is read.
export async function textOfStream(
  stream: ReadableStream<Uint8Array>, bytes_max: number,
): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    if (bytes > bytes_max) {
      await reader.cancel().catch(() => undefined);
      throw new DataError(`The data is larger than ${Math.round(bytes_max / 1024 / 1024)} MiB.`);
    }
    pieces.push(decoder.decode(value, { stream: true }));
  }
  pieces.push(decoder.decode());
  return pieces.join("");
}

export async function textWithin(response: Response, bytes_max: number): Promise<string> {
  return response.body ? textOfStream(response.body, bytes_max) : "";
}
