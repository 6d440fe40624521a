import type { NodeAnswer, PageData, Path, PathAnswer } from "./api_types";
import { textOfStream } from "./bounded_text";
import { bytesOfBase64 } from "./bytes";
import { checkedReport } from "./checked";
import { DataError, RequestError } from "./data_error";
import { answer_bytes_max } from "./limits";
import { decodeMatrix } from "./matrix";
import type { Snapshot, Source } from "./source";

export const data_element_id = "oakprobe-data";

// oakprobe.page/1 of what stands in the element: base64 of gzip of JSON.
export async function readPageData(text: string): Promise<PageData> {
  const bytes = bytesOfBase64(text.trim(), "the file's data");
  let json: string;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    json = await textOfStream(stream, answer_bytes_max);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError("The file's data is damaged: it can't be unpacked.");
  }
  let data: PageData;
  try {
    data = JSON.parse(json) as PageData;
  } catch {
    throw new DataError("The file's data is damaged: it is no JSON.");
  }
  if (data?.schema !== "oakprobe.page/1")
    throw new DataError("The file's data is not oakprobe.page/1: it is of another Oakprobe.");
  return data;
}

function keyOf(flow: string, source: string, target: string): string {
  return JSON.stringify([flow, source, target]);
}

// The data within the page itself: one run.
export class EmbeddedSource implements Source {
  readonly history = null;
  private data: Promise<PageData> | null = null;
  private paths: Map<string, Path> | null = null;

  constructor(private readonly text: string) {}

  async snapshot(): Promise<Snapshot> {
    const data = await this.read();
    const report = checkedReport(data.report);
    return { matrix: decodeMatrix(data.matrix), report, causes: report.causes };
  }

  async path(flow: string, source: string, target: string): Promise<PathAnswer> {
    const { report, paths } = await this.read();
    this.paths ??= new Map((paths ?? []).map((p) => [keyOf(p.flow, p.source, p.target), p]));
    const now = this.paths.get(keyOf(flow, source, target)) ?? null;
    const { run } = report;
    return { schema: "oakprobe.path/1", flow, source, target, now, run, finished: run.finished };
  }

  async node(name: string): Promise<NodeAnswer> {
    const { report } = await this.read();
    const now = report.nodes.find((node) => node.name === name);
    if (!now) throw new RequestError(404, "not-found", `There is no node ${name}.`);
    return { schema: "oakprobe.node/1", name, now };
  }

  private read(): Promise<PageData> {
    this.data ??= readPageData(this.text);
    return this.data;
  }
}
