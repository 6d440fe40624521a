import assert from "node:assert/strict";
import { test } from "node:test";
import type { Path } from "../../src/data/api_types";
import { evidenceOf } from "../../src/evidence/words";
import { icmpWords } from "../../src/evidence/icmp";

const path: Path = {
  flow: "worker-tunnel",
  source: "w1",
  target: "w3",
  protocol: "udp",
  address: "w3.example",
  port: 50103,
  expect: "open",
  need: "required",
  status: "blocked",
  message: "",
  listener: { mode: "live", process: "NetManager", pid: 12 },
  waypoints: {},
};

test("an ICMP error is told by its numbers, its meaning and its sender", () => {
  assert.equal(
    icmpWords({ type: 3, code: 13, from: "192.0.2.1" }),
    "ICMP 3/13 (administratively prohibited) from 192.0.2.1",
  );
  assert.equal(
    icmpWords({ type: 2, code: 0, from: "2001:db8::1", mtu: 1400 }),
    "ICMPv6 2/0 (packet too big) from 2001:db8::1, which says MTU 1,400",
  );
  assert.equal(icmpWords({ type: 12, code: 1, from: "192.0.2.1" }), "ICMP 12/1 from 192.0.2.1");
});

test("evidence that there is not has no line", () => {
  assert.deepEqual(evidenceOf(path), [{ name: "udp 50103 of w3", words: "NetManager (pid 12) listens" }]);
});

test("all that is known has a line", () => {
  const lines = evidenceOf({
    ...path,
    dialled: "192.0.2.33",
    alternatives: ["192.0.2.33", "192.0.2.34"],
    alternatives_left_out: 2,
    caveats: ["docker-path", "of-a-later-version"],
    nat: { dialled: "203.0.113.1", own: ["192.0.2.33"] },
    firewall_rule: "ip filter INPUT policy drop",
    last_hop: "192.0.2.1",
    path_mtu: 1450,
    observed_source: "192.0.2.31:4000",
  }).map(({ name, code, words }) => [name, code, words].filter(Boolean).join(" | "));
  assert.deepEqual(lines, [
    "udp 50103 of w3 | NetManager (pid 12) listens",
    "firewall rule | ip filter INPUT policy drop",
    "name | w3.example is 192.0.2.33; not taken: 192.0.2.34, and 2 more",
    "NAT | 203.0.113.1 is no address of w3's own, which are 192.0.2.33: somebody translates",
    "seen as | 192.0.2.31:4000 | by w3",
    "largest packet | 1,450 bytes were seen to pass unfragmented",
    "last router | 192.0.2.1 | that answered a trace",
    "caveat | Oakestra's own process will take Docker's path through FORWARD and DNAT; the probes took the host's",
    "caveat | of-a-later-version",
  ]);
});
