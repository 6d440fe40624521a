// What is broken in the sample, and what is told of it.

const minute_ms = 60_000;
export const all_seen = [3, 3, 3, 3, 3, 3, 3, 3, 3, 3];

// Which common fault, if any, a path meets: index in `faults`.
export function faultsOf(nodes) {
  const workers = nodes.flatMap((node, index) => (node.roles[0] === "worker" ? [index] : []));
  const clusters = [...new Set(nodes.map((node) => node.cluster).filter(Boolean))];
  const shut = workers[Math.floor(workers.length / 3)];
  const lonely = workers[Math.floor(workers.length / 2)];
  const [far, near] = [clusters[clusters.length - 1], clusters[0]];
  const away = new Set(nodes.flatMap((node, index) => (node.agent === "unreachable" ? [index] : [])));
  const edge = nodes.findIndex((node) => node.roles[0] === "cluster" && node.cluster === far);
  return [
    {
      status: "blocked", cause: "dropped", where: "target-firewall", node: nodes[shut].name,
      target: nodes[shut].name, protocol: "udp", port: 50103, silenced: false,
      waypoints: [3, 3, 3, 0, 0, 0, 0, 0, 0, 0],
      hits: (flow, source, target) => flow === "tunnel" && target === shut,
      message: (n) => `${n} paths from all workers to ${nodes[shut].name} (udp 50103) arrive there and are not let in: all that were checked to that port. All of them end on ${nodes[shut].name} at inet filter input handle 7: udp dport 50103 drop (comment "no tunnels").`,
      fix: `On ${nodes[shut].name} let them pass: nft insert rule inet filter input position 7 udp dport 50103 accept; make it stay: nft list ruleset > /etc/nftables.conf.`,
      fix_commands: ["nft insert rule inet filter input position 7 udp dport 50103 accept", "nft list ruleset > /etc/nftables.conf"],
      firewall_rule: 'inet filter input handle 7: udp dport 50103 drop (comment "no tunnels")',
      age_ms: 200 * minute_ms,
    },
    {
      status: "degraded", cause: "mtu", where: "network",
      source_network: near, target_network: far, protocol: "udp", port: 50103,
      waypoints: all_seen,
      hits: (flow, source, target) =>
        flow === "tunnel" && clusters.length > 1 && nodes[source].cluster === near && nodes[target].cluster === far,
      message: (n) => `${n} paths from ${near} to ${far} (udp 50103) fail for packets of full size: 1,400 bytes pass, 1,478 do not, and nobody says a word.`,
      fix: `Let ICMP "fragmentation needed" through on the way, or set "MTUSize": 1372 in /etc/netmanager/tuncfg.json on every worker.`,
      age_ms: 26 * 60 * minute_ms,
    },
    {
      status: "blocked", cause: "refused", where: "target-host", node: nodes[edge].name,
      target: nodes[edge].name, protocol: "tcp", port: 10003,
      waypoints: [3, 3, 3, 3, 0, 3, 3, 3, 3, 0],
      hits: (flow, source, target) => flow === "worker-mqtt" && target === edge,
      message: (n) => `${n} paths from ${far} to ${nodes[edge].name} (tcp 10003) are refused: nothing listens there.`,
      fix: `On ${nodes[edge].name} start the MQTT broker: docker compose up -d mqtt.`,
      fix_commands: ["docker compose up -d mqtt"],
      age_ms: 12 * minute_ms,
    },
    {
      status: "blocked", cause: "dropped", where_any: ["source-firewall", "network", "target-firewall"],
      source: nodes[lonely].name, node: nodes[lonely].name, protocol: "udp", port: 50103, silenced: true,
      waypoints: [3, null, null, null, 0, 0, null, null, null, 0],
      hits: (flow, source) => flow === "tunnel" && source === lonely,
      message: (n) => `${n} paths from ${nodes[lonely].name} to all workers (udp 50103) vanish without a word.`,
      fix: `On ${nodes[lonely].name} allow udp 50103 out (nft list ruleset; iptables -S OUTPUT).`,
      fix_commands: ["nft list ruleset", "iptables -S OUTPUT"],
      age_ms: 3 * 24 * 60 * minute_ms,
    },
    {
      status: "exposed", where: "target-host", target: "root", node: "root", protocol: "tcp", port: 10007,
      waypoints: [3, 3, 3, 3, 3, 3, 3, 3, 3, 3],
      hits: (flow) => flow === "exposed-root-10007",
      message: () => "1 path from office to root (tcp 10007) reaches what must be closed to it: Docker publishes the port past ufw.",
      fix: "On root bind the port to loopback: ports: [127.0.0.1:10007:10007] in docker-compose.yml, then docker compose up -d.",
      fix_commands: ["docker compose up -d"],
      age_ms: 90 * 24 * 60 * minute_ms,
    },
    {
      status: "unknown", cause: "agent-unreachable", where_any: ["source-host", "target-host"],
      waypoints: [null, null, null, null, null, null, null, null, null, null],
      hits: (flow, source, target) => away.has(source) || away.has(target),
      message: (n) => `${n} paths could not be judged without an agent: ssh to ${[...away].map((i) => nodes[i].name).join(", ")} fails.`,
      fix: `See whether ssh works: ssh ${nodes[[...away][0] ?? 0].name} true.`,
      fix_commands: [`ssh ${nodes[[...away][0] ?? 0].name} true`],
      age_ms: 65 * minute_ms,
    },
  ];
}
