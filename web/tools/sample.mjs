// A synthetic deployment with faults, and what the API answers of it (docs/serve.md). The same count of
// nodes gives the same deployment.

import { all_seen, faultsOf } from "./sample-faults.mjs";

const minute_ms = 60_000;

// Numbers of mulberry32, so that samples are alike from run to run.
function drawing(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function encodeLeb128(numbers) {
  const bytes = [];
  for (let number of numbers) {
    while (number >= 0x80) {
      bytes.push((number % 0x80) | 0x80);
      number = Math.floor(number / 0x80);
    }
    bytes.push(number);
  }
  return Buffer.from(bytes);
}

const flows = [
  { id: "client-api", protocol: "tcp", port: 10000, expect: "open", need: "required" },
  { id: "cluster-grpc", protocol: "tcp", port: 50052, expect: "open", need: "required" },
  { id: "root-cluster-manager", protocol: "tcp", port: 10100, expect: "open", need: "required" },
  { id: "tunnel", protocol: "udp", port: 50103, expect: "open", need: "required" },
  { id: "worker-mqtt", protocol: "tcp", port: 10003, expect: "open", need: "required" },
  { id: "exposed-root-10007", protocol: "tcp", port: 10007, expect: "closed", need: "required" },
];
const flow_of = Object.fromEntries(flows.map((flow, index) => [flow.id, index]));

function makeNodes(count, draw) {
  const clusters = Math.max(1, Math.min(40, Math.round(Math.sqrt(count) / 1.6)));
  const sites = ["berlin", "munich", "paris", "turin", "oslo", "porto", "vienna", "delft"];
  const nodes = [{ name: "root", roles: ["root"], address: "192.0.2.10", agent: "reached" }];
  for (let i = 0; i < clusters; ++i) {
    const cluster = sites[i % sites.length] + (i >= sites.length ? `-${1 + Math.floor(i / 8)}` : "");
    nodes.push({
      name: `edge-${cluster}`, roles: ["cluster"], cluster, address: `198.51.100.${i + 1}`,
      agent: "reached",
    });
  }
  const width = String(count).length;
  for (let i = 1; nodes.length < count - 1; ++i) {
    const { cluster } = nodes[1 + (Math.floor(((i - 1) * clusters) / Math.max(1, count - clusters - 2)) % clusters)];
    nodes.push({
      name: `w${String(i).padStart(width, "0")}`, roles: ["worker"], cluster,
      address: `10.${Math.floor(i / 250)}.${i % 250}.7`,
      agent: draw() < 0.004 ? "unreachable" : "reached",
    });
  }
  nodes.push({ name: "office", roles: ["client"], address: "203.0.113.5", agent: "reached" });
  return nodes;
}

// Outcomes are known by their place here.
class Outcomes {
  list = [];
  index = new Map();
  of(outcome) {
    const key = JSON.stringify(outcome);
    let at = this.index.get(key);
    if (at === undefined) {
      at = this.list.length;
      this.list.push({ ...outcome, paths: 0 });
      this.index.set(key, at);
    }
    ++this.list[at].paths;
    return at;
  }
}

function targetsOf(flow, source, nodes) {
  const from = nodes[source];
  const all = (test) => nodes.flatMap((node, index) => (index !== source && test(node) ? [index] : []));
  switch (flow) {
    case "client-api":
    case "exposed-root-10007":
      return from.roles[0] === "client" ? all((node) => node.roles[0] === "root") : [];
    case "cluster-grpc":
      return from.roles[0] === "root" ? all((node) => node.roles[0] === "cluster") : [];
    case "root-cluster-manager":
      return from.roles[0] === "cluster" ? all((node) => node.roles[0] === "root") : [];
    case "tunnel":
      return from.roles[0] === "worker" ? all((node) => node.roles[0] === "worker") : [];
    default:
      return from.roles[0] === "worker"
        ? all((node) => node.roles[0] === "cluster" && node.cluster === from.cluster) : [];
  }
}

const waypoint_names = [
  "sent", "left-source", "reached-target", "admitted", "delivered", "answered", "answer-left",
  "answer-reached", "answer-admitted", "answer-delivered",
];

// `well`: without a fault.
export function makeSample(count, now = Date.now(), well = false) {
  const draw = drawing(count);
  const nodes = makeNodes(count, draw);
  const faults = well ? [] : faultsOf(nodes);
  const paths_of_fault = faults.map(() => 0);
  const outcomes = new Outcomes();
  const numbers = [];
  const times = [];
  const listed = [];
  const summary = { paths: 0, open: 0, degraded: 0, blocked: 0, exposed: 0, closed: 0, unknown: 0, accepted: 0 };
  // Causes are numbered by size, which is known only when all paths are: two passes.
  const fault_at = (flow, source, target) => faults.findIndex((fault) => fault.hits(flow, source, target));
  const each = (visit) => {
    flows.forEach((flow, f) => {
      for (let source = 0; source < nodes.length; ++source) {
        const targets = targetsOf(flow.id, source, nodes);
        if (targets.length > 0) visit(flow, f, source, targets);
      }
    });
  };
  each((flow, f, source, targets) => {
    for (const target of targets) {
      const fault = fault_at(flow.id, source, target);
      if (fault >= 0) ++paths_of_fault[fault];
    }
  });
  const order = faults.map((_, i) => i).filter((i) => paths_of_fault[i] > 0)
    .sort((a, b) => paths_of_fault[b] - paths_of_fault[a]);
  const id_of = new Map(order.map((fault, index) => [fault, index + 1]));
  each((flow, f, source, targets) => {
    const runs = [];
    for (const target of targets) {
      const fault = fault_at(flow.id, source, target);
      const made = fault < 0
        ? { status: flow.expect === "open" ? "open" : "closed", waypoints: all_seen }
        : {
            status: faults[fault].status,
            ...(faults[fault].cause && { cause: faults[fault].cause }),
            ...(faults[fault].where && { where: faults[fault].where }),
            ...(faults[fault].where_any && { where_any: faults[fault].where_any }),
            ...(faults[fault].silenced && { silenced: true }),
            cause_id: id_of.get(fault), waypoints: faults[fault].waypoints,
          };
      if (fault < 0 && draw() < 0.0004) Object.assign(made, { cause: "return-lost", where: "return-network" });
      const outcome = outcomes.of(made);
      const last = runs[runs.length - 1];
      if (last && last.outcome === outcome && last.target + last.length === target) ++last.length;
      else runs.push({ target, length: 1, outcome });
      ++summary.paths;
      ++summary[made.status];
      const timed = made.status === "open" || made.status === "degraded";
      const far = nodes[source].cluster !== nodes[target].cluster;
      times.push(timed ? 60 + Math.floor(draw() * 20) + (far ? 40 : 0) : 0);
      if (listed.length < 20_000 && (made.status !== "open" && made.status !== "closed" || count <= 60))
        listed.push(pathOf(nodes, flow, source, target, made, faults[fault], times[times.length - 1]));
    }
    numbers.push(f, source, runs.length);
    let at = 0;
    for (const run of runs) {
      numbers.push(run.target - at, run.length, run.outcome);
      at = run.target + run.length;
    }
  });
  const finished = new Date(now - 40_000).toISOString().replace(/\.\d+Z$/, "Z");
  const run = {
    id: "4f2a90c61b7d3e58", started: new Date(now - 44_000).toISOString().replace(/\.\d+Z$/, "Z"), finished,
    took_ms: 4120, oakprobe: "0.18.0", oakestra: "v0.4.401", oakestra_assumed: false, interrupted: false,
    exposure_checked: true, fail_on: ["blocked", "exposed", "mtu", "loss"],
    failed_paths: summary.blocked + summary.exposed + summary.degraded, paths_listed: "failed",
    coverage: { plan: "full", possible: summary.paths, tried: summary.paths },
  };
  const causes = order.map((fault, index) => {
    const { hits, message, age_ms, waypoints, silenced, ...rest } = faults[fault];
    const paths = paths_of_fault[fault];
    return {
      id: index + 1, ...rest, paths, of: paths, ...(silenced && { silenced: paths }),
      message: message(paths), since: new Date(now - age_ms).toISOString().replace(/\.\d+Z$/, "Z"),
    };
  });
  const report_nodes = nodes.map((node, index) => ({
    ...node, privileged: node.agent === "reached", findings: findingsOf(node, index, draw),
    ...(node.agent === "unreachable" && { agent_error: `ssh: connect to host ${node.address} port 22: Connection timed out` }),
  }));
  const silenced = causes.find((cause) => cause.silenced);
  const report = {
    schema: "oakprobe.report/1", deployment: `sample-${count}.yaml`, run, summary, nodes: report_nodes, causes,
    silences: [
      ...(silenced ? [{
        source: silenced.source, until: new Date(now + 2 * 24 * 60 * minute_ms).toISOString(),
        why: "is being moved to the new rack", state: "muting", paths: silenced.paths, causes: [silenced.id],
      }] : []),
      { flow: "tunnel", node: "office", until: new Date(now - 60 * minute_ms).toISOString(), why: "trial", state: "over", paths: 0 },
    ],
    paths: [],
  };
  const matrix = {
    schema: "oakprobe.matrix/1", run: { id: run.id, started: run.started, finished },
    nodes: nodes.map(({ name, roles, cluster, address, agent }) => ({ name, roles, cluster, address, agent })),
    flows, outcomes: outcomes.list, paths: summary.paths,
    rows: encodeLeb128(numbers).toString("base64"), round_trips: Buffer.from(times).toString("base64"),
  };
  return { report, matrix, causes, paths: listed };
}

function findingsOf(node, index, draw) {
  if (node.roles[0] !== "worker") return [];
  const found = [];
  if (draw() < 0.02)
    found.push({
      severity: "warning", code: "conntrack-nearly-full",
      message: `${node.name}'s table of connections is 91 % full (59,637 of 65,536).`,
      fix: "Let it be larger: sysctl -w net.netfilter.nf_conntrack_max=262144.",
      fix_commands: ["sysctl -w net.netfilter.nf_conntrack_max=262144"], flows: ["tunnel"],
    });
  if (index % 97 === 5)
    found.push({
      severity: "error", code: "overlay-range-taken",
      message: `${node.name} has 10.30.0.0/16 of Oakestra's overlay on eth1.`,
      fix: "Give eth1 another range.", flows: ["tunnel"],
    });
  return found;
}

function pathOf(nodes, flow, source, target, made, fault, code) {
  const { waypoints, ...rest } = made;
  const [from, to] = [nodes[source], nodes[target]];
  const median = code > 0 ? Math.round(28 * 1.07 ** Math.max(0, code - 28)) : null;
  return {
    flow: flow.id, source: from.name, target: to.name, protocol: flow.protocol, address: to.address,
    port: flow.port, dialled: to.address, expect: flow.expect, need: flow.need, ...rest,
    message: fault
      ? `${from.name}'s 3 probes to ${to.name} (${to.address}, ${flow.protocol} ${flow.port}): ${fault.cause ?? fault.status}.`
      : `${from.name}'s probes reach ${to.name} (${to.address}, ${flow.protocol} ${flow.port}).`,
    ...(fault?.fix && { fix: fault.fix, fix_commands: fault.fix_commands }),
    listener: { mode: "stand-in" },
    waypoints: Object.fromEntries(waypoint_names.map((name, i) => [name, waypoints[i]])),
    ...(median && { rtt_us: { min: Math.round(median * 0.9), median, max: Math.round(median * 1.8) } }),
    ...(fault?.firewall_rule && {
      firewall_rule: fault.firewall_rule,
      firewall_rule_details: {
        node: to.name, segment: "target-firewall", family: "inet", table: "filter", chain: "input",
        policy: false, handle: 7, text: "udp dport 50103 drop", comment: "no tunnels", known_by: "counted",
      },
    }),
    observed_source: `${from.address}:41234`,
  };
}
