// Deployments that are made up, as docs/serve.md and docs/report.md tell of them: what the API answers
// about them, and what a single file has inside.

const waypoint_names = [
  "sent", "left-source", "reached-target", "admitted", "delivered", "answered", "answer-left",
  "answer-reached", "answer-admitted", "answer-delivered",
];

export const flow_ids = { tunnel: "worker-tunnel", mqtt: "worker-mqtt", api: "client-api", closed: "exposed-root" };

const plain_words = { name: (word) => word, text: (word) => word, flow: (word) => word };

function leb128(numbers) {
  const bytes = [];
  for (let number of numbers) {
    while (number >= 128) {
      bytes.push((number % 128) + 128);
      number = Math.floor(number / 128);
    }
    bytes.push(number);
  }
  return Buffer.from(bytes).toString("base64");
}

// All kinds of states in one small deployment. `words` turns names and texts into what they shall be.
export function smallDeployment(words = plain_words) {
  const nodes = [
    { name: "root", roles: ["root"], address: "192.0.2.10" },
    { name: "edge-a", roles: ["cluster"], cluster: words.name("edge-a"), address: "192.0.2.20" },
    { name: "edge-b", roles: ["cluster"], cluster: words.name("edge-b"), address: "198.51.100.21" },
    ...[1, 2, 3, 4, 5, 6].map((n) => ({
      name: `w${n}`, roles: ["worker"], cluster: words.name(n < 4 ? "edge-a" : "edge-b"), address: `192.0.2.3${n}`,
    })),
    { name: "office", roles: ["client"], address: "203.0.113.5" },
  ].map((node) => ({ ...node, name: words.name(node.name), address: words.text(node.address) }));
  const flows = [
    { id: words.flow(flow_ids.tunnel), protocol: "udp", port: 50103, expect: "open", need: "required" },
    { id: words.flow(flow_ids.mqtt), protocol: "tcp", port: 10003, expect: "open", need: "required" },
    { id: words.flow(flow_ids.api), protocol: "tcp", port: 10000, expect: "open", need: "optional" },
    { id: words.flow(flow_ids.closed), protocol: "tcp", port: 10007, expect: "closed", need: "required" },
  ];
  const index = (name) => nodes.findIndex((node) => node.name === words.name(name));
  const workers = [1, 2, 3, 4, 5, 6].map((n) => index(`w${n}`));
  const paths = [];
  for (const s of workers) for (const t of workers) if (s !== t) paths.push(tunnel(s, t));
  for (const s of workers) paths.push(open(1, s, index(s < index("w4") ? "edge-a" : "edge-b")));
  paths.push(open(2, index("office"), index("root")));
  paths.push({ flow: 3, source: index("office"), target: index("root"), state: exposed(words) });
  paths.push({ flow: 3, source: index("office"), target: index("edge-a"), state: { status: "closed", waypoints: journey(3, 4), caveats: ["nothing-listens-yet"] } });

  function open(flow, source, target) {
    return { flow, source, target, rtt: 90 + ((source * 7 + target) % 30), state: { status: "open", waypoints: Array(10).fill(3) } };
  }
  function tunnel(s, t) {
    const names = `${s - index("w1") + 1}${t - index("w1") + 1}`;
    if (t === index("w3")) return { flow: 0, source: s, target: t, state: dropped(words) };
    if (names === "14") return { flow: 0, source: s, target: t, state: narrow(words) };
    if (names === "25") return { flow: 0, source: s, target: t, state: anywhere(words) };
    if (s === index("w6")) return { flow: 0, source: s, target: t, state: unknown(words) };
    if (names === "45") return { flow: 0, source: s, target: t, state: lost(words) };
    return open(0, s, t);
  }
  const causes = [
    cause(words, 1, dropped(words), 5, { node: words.name("w3"), target: words.name("w3") }),
    cause(words, 2, narrow(words), 1, { source: words.name("w1"), target: words.name("w4") }),
    cause(words, 3, anywhere(words), 1, { source: words.name("w2"), target: words.name("w5") }),
    cause(words, 4, unknown(words), 4, { node: words.name("w6"), source: words.name("w6") }),
  ];
  const found = [
    { severity: "error", code: "tunnel-half-dead", message: words.text("NetManager has no tunnel."), fix: words.text("Restart it: systemctl restart netmanager.") },
    { severity: "warning", code: "several-default-routes", message: words.text("There are two default routes.") },
    { severity: "info", code: "pace-lowered", message: words.text("The pace was lowered.") },
  ];
  return { nodes, flows, paths, causes, findings: { [index("w3")]: found }, lost: index("w6"), words };
}

const journey = (sent, passed, then = 0) => [...Array(passed).fill(sent), ...Array(10 - passed).fill(then)];

// The one command of the first cause's fix, and those of another's.
export const one_command = "nft insert rule inet lab filter-input position 2 udp dport 50103 accept";
export const several_commands = [
  "ufw allow 50103/udp", "firewall-cmd --add-port=50103/udp", "iptables -w -I INPUT 1 -p udp --dport 50103 -j ACCEPT",
  "nft add rule inet filter input udp dport 50103 accept",
];

function fixOf(words, before, commands, after) {
  const fix_commands = commands.map((command) => words.text(command));
  return { fix: words.text(before) + fix_commands.join("; ") + words.text(after), fix_commands };
}

function dropped(words) {
  return {
    status: "blocked", cause: "dropped", where: "target-firewall", cause_id: 1, waypoints: journey(3, 3),
    firewall_rule: words.text("inet lab filter-input handle 2: udp dport 50103 drop"),
    ...fixOf(words, "On w3 let them pass: ", [one_command], "."),
    firewall_rule_details: {
      node: words.name("w3"), segment: "target-firewall", family: "inet", table: "lab", chain: "filter-input",
      policy: false, handle: 2, text: "udp dport 50103 drop", owner: words.text("ufw deny 50103/udp"), known_by: "counted",
    },
  };
}

function narrow(words) {
  return {
    status: "degraded", cause: "mtu", where: "network", cause_id: 2, waypoints: Array(10).fill(3), path_mtu: 1400,
    icmp: { type: 3, code: 4, from: words.text("192.0.2.1"), mtu: 1400 }, last_hop: words.text("192.0.2.1"),
    fix: words.text('Set "MTUSize": 1372 in tuncfg.json.'),
  };
}

function anywhere(words) {
  return {
    status: "blocked", cause: "dropped", where_any: ["source-firewall", "network", "target-firewall"], cause_id: 3,
    waypoints: [3, null, null, null, 0, null, null, null, null, 0],
    ...fixOf(words, "On w5 let them pass, by what it has: ", several_commands, "."),
    nat: { dialled: words.text("203.0.113.9"), own: [words.text("192.0.2.35")], own_left_out: 1 },
    dialled: words.text("203.0.113.9"), alternatives: [words.text("203.0.113.9"), words.text("203.0.113.10")],
  };
}

function unknown() {
  return { status: "unknown", cause: "agent-lost", cause_id: 4, waypoints: Array(10).fill(null) };
}

function lost(words) {
  return {
    status: "open", cause: "return-lost", where: "return-network", waypoints: journey(3, 7),
    caveats: ["docker-path"], observed_source: words.text("192.0.2.34:41234"),
  };
}

function exposed(words) {
  return {
    status: "exposed", waypoints: Array(10).fill(3), listener: { mode: "live", process: words.text("mongod"), pid: 77 },
    service: { answer: "itself", said: words.text("mongod 4.4") },
  };
}

function cause(words, id, state, paths, scope) {
  const { status, where, where_any, fix, fix_commands, firewall_rule } = state;
  return {
    id, status, cause: state.cause, where, where_any, paths, of: paths, ...scope, protocol: "udp", port: 50103, fix, fix_commands,
    firewall_rule,
    message: words.text(`${paths} paths are ${status}.`), since: "2026-11-30T09:00:00Z",
  };
}

// A mesh of workers in clusters of fifty: one of them is reached by nobody, and some paths are slow.
export function largeDeployment(count) {
  const nodes = Array.from({ length: count }, (_, n) => ({
    name: `w${String(n).padStart(4, "0")}`, roles: ["worker"], cluster: `edge-${Math.floor(n / 50)}`, address: `10.0.${n >> 8}.${n & 255}`,
  }));
  const flows = [{ id: flow_ids.tunnel, protocol: "udp", port: 50103, expect: "open", need: "required" }];
  const good = { status: "open", waypoints: Array(10).fill(3) };
  const bad = dropped(plain_words);
  const paths = [];
  for (let source = 0; source < count; ++source)
    for (let target = 0; target < count; ++target)
      if (source !== target)
        paths.push({ flow: 0, source, target, rtt: 100 + ((source + target) % 40), state: target === 17 ? bad : good });
  const scope = { node: nodes[17].name, target: nodes[17].name };
  return { nodes, flows, paths, causes: [cause(plain_words, 1, bad, count - 1, scope)], findings: {}, lost: -1, words: plain_words };
}

// oakprobe.matrix/1
export function matrixOf(deployment, run) {
  const outcomes = [];
  const numbers = new Map();
  const rows = [];
  const round_trips = [];
  const sorted = [...deployment.paths].sort((a, b) => a.flow - b.flow || a.source - b.source || a.target - b.target);
  let at = 0;
  while (at < sorted.length) {
    const { flow, source } = sorted[at];
    const block = [];
    let behind = 0;
    for (; at < sorted.length && sorted[at].flow === flow && sorted[at].source === source; ++at) {
      const { target, state, rtt } = sorted[at];
      const { status, cause, where, where_any, cause_id, waypoints } = state;
      const outcome = { status, cause, where, where_any, cause_id, waypoints, paths: 0 };
      const key = JSON.stringify(outcome);
      if (!numbers.has(key)) numbers.set(key, outcomes.push(outcome) - 1);
      const number = numbers.get(key);
      ++outcomes[number].paths;
      const last = block[block.length - 1];
      if (last && last.outcome === number && target === behind) ++last.length;
      else block.push({ gap: target - behind, length: 1, outcome: number });
      behind = target + 1;
      round_trips.push(rtt ?? 0);
    }
    rows.push(flow, source, block.length, ...block.flatMap(({ gap, length, outcome }) => [gap, length, outcome]));
  }
  return {
    schema: "oakprobe.matrix/1", run, flows: deployment.flows, outcomes, paths: sorted.length, rows: leb128(rows),
    nodes: deployment.nodes.map((node, n) => ({ ...node, agent: n === deployment.lost ? "lost" : "reached" })),
    round_trips: Buffer.from(round_trips).toString("base64"),
  };
}

// An element of a report's `paths`.
export function pathOf(deployment, { flow, source, target, state, rtt }) {
  const { words, nodes, flows } = deployment;
  const { waypoints, ...rest } = state;
  const { id, protocol, port, expect, need } = flows[flow];
  return {
    flow: id, source: nodes[source].name, target: nodes[target].name, protocol, port, expect, need,
    address: words.text("target.example"), message: words.text(`The probes are ${state.status}.`),
    listener: { mode: "stand-in" }, ...rest,
    waypoints: Object.fromEntries(waypoint_names.map((name, at) => [name, waypoints[at]])),
    ...(rtt ? { rtt_us: { min: 300, median: 420, max: 900 } } : {}),
  };
}

// oakprobe.report/1 without its paths.
export function reportOf(deployment, run) {
  const { words } = deployment;
  const summary = { paths: deployment.paths.length, open: 0, degraded: 0, blocked: 0, exposed: 0, closed: 0, unknown: 0, accepted: 0 };
  for (const { state } of deployment.paths) ++summary[state.status];
  return {
    schema: "oakprobe.report/1", deployment: words.text("lab.yaml"),
    run: {
      ...run, took_ms: 4_017, oakprobe: "0.1.0", oakestra: "v0.4.411", oakestra_assumed: true, interrupted: false,
      exposure_checked: true, fail_on: ["blocked", "exposed", "mtu", "loss"], failed_paths: summary.blocked, paths_listed: "none",
      coverage: { plan: "full", possible: summary.paths, tried: summary.paths },
    },
    summary,
    nodes: deployment.nodes.map((node, n) => ({
      ...node, agent: n === deployment.lost ? "lost" : "reached", privileged: n !== 1,
      ...(n === deployment.lost ? { agent_error: words.text("Killed") } : {}),
      findings: deployment.findings[n] ?? [], touched: { bound: ["udp/50103"], live_connections: 0, live_datagrams: 0 },
    })),
    causes: deployment.causes,
  };
}
