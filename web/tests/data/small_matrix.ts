import type { MatrixAnswer } from "../../src/data/api_types";
import { rowsOf } from "./leb128";

// Four nodes, two clusters; of the tunnel w1 reaches w2 and not w3, of the API office reaches root.
//
//            root  w1    w2    w3    office
// w1               .     open  blocked
// w2               open  .     open
// w3               unknown open .
// office     closed
export function smallAnswer(): MatrixAnswer {
  return {
    schema: "oakprobe.matrix/1",
    run: { id: "00000000000000aa", started: "2026-11-24T00:00:00Z", finished: "2026-11-24T00:00:04Z" },
    nodes: [
      { name: "root" },
      { name: "w1", cluster: "east" },
      { name: "w2", cluster: "west" },
      { name: "w3", cluster: "west" },
      { name: "office" },
    ],
    flows: [{ id: "tunnel", protocol: "udp", port: 50103 }, { id: "exposed-root-80" }],
    outcomes: [
      { status: "open", paths: 4 },
      { status: "blocked", cause: "dropped", where: "target-firewall", cause_id: 1, paths: 1 },
      { status: "unknown", cause_id: 2, paths: 1 },
      { status: "closed", paths: 1 },
    ],
    paths: 7,
    rows: rowsOf(
      0, 1, 2, /* w1: */ 2, 1, 0, /* then */ 0, 1, 1,
      0, 2, 2, /* w2: */ 1, 1, 0, /* not itself */ 1, 1, 0,
      0, 3, 2, /* w3: */ 1, 1, 2, 0, 1, 0,
      1, 4, 1, /* office: */ 0, 1, 3,
    ),
    round_trips: Buffer.from([1, 0, 30, 40, 0, 60, 0]).toString("base64"),
  };
}
