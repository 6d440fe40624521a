"""Faults in the packet filter of a host whose fix is executed: one a play."""

from . import scenario, wall_tools
from .scenario import Scenario
from .topology import read_topology

# Scenarios of one fault. Theirs is nft's, of which a fix needs to know the rule.
SCENARIOS = ("target-input-drop", "target-input-drop-tcp", "target-input-reject",
             "source-output-drop-udp", "source-output-drop-tcp", "source-output-reject",
             "return-lost-target", "return-lost-source", "ipv6-input-drop", "established-only",
             "host-closed", "docker-user-drop")
_KEPT = {"systemd/system/multi-user.target.wants/netfilter-persistent.service": "",
         "iptables/rules.v4": ""}
# {name: (family, host, what its iptables has)}; what the host starts with is its rules as saved.
_IPTABLES = {
    "iptables-input": (4, "w3", "iptables -A INPUT -p udp --dport 50103 -j DROP"),
    "iptables-reject": (4, "root", "iptables -A INPUT -p tcp --dport 50052 -j REJECT"),
    "iptables-policy": (4, "w3", "iptables -P INPUT DROP"),
    "iptables-output": (4, "w2", "iptables -A OUTPUT -p udp --dport 50103 -j DROP"),
    "iptables-answers": (4, "w3", "iptables -A OUTPUT -p udp --sport 50103 -j DROP"),
    "ip6tables-input": (6, "edge-a", "ip6tables -A INPUT -p tcp --dport 10003 -j DROP"),
}
# So, of a service in a container whose port edge-a publishes, by chains as Docker's.
_DOCKER = {
    "docker-user": "iptables -A DOCKER-USER -i eth0 -d 172.17.0.2 -p tcp --dport 10100 -j DROP",
    "docker-user-original": "iptables -A DOCKER-USER -p tcp -m conntrack --ctorigdstport 10100 "
                            "--ctdir ORIGINAL -j REJECT",
    "docker-forward": "iptables -P FORWARD DROP",
    "docker-before": "iptables -t raw -A PREROUTING -p tcp --dport 10100 -j DROP",
}
_DOCKERS_CHAINS = [
    "iptables -t nat -N DOCKER",
    "iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
    "iptables -t nat -A DOCKER ! -i docker0 -p tcp --dport 10100 -j DNAT --to 172.17.0.2:10100",
    "iptables -N DOCKER-USER",
    "iptables -A FORWARD -j DOCKER-USER",
    "iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
]
_PUBLISHED = [
    {"machine": "edge-a", "listen": "tcp/10100", "as": "docker-proxy"},
    {"machine": "edge-a", "listen": "tcp/10100", "container": "172.17.0.2", "as": "gunicorn",
     "serves": "http"}]
# {name: (host, nft's ruleset)}
_DEVICES = {
    "nft-ingress": ("w3", "table netdev fw { chain in { type filter hook ingress device eth0 "
                          "priority 0; udp dport 50103 drop; }; }"),
    "nft-egress": ("w2", "table netdev fw { chain out { type filter hook egress device eth0 "
                         "priority 0; udp dport 50103 drop; }; }"),
}
# {name: /etc/nftables.conf of w3}, which nftables' service loads.
_INPUT = "type filter hook input priority 0;"
_NFTABLES = {
    "nftables-rule": """#!/usr/sbin/nft -f
flush ruleset
define tunnels = { 50103, 50104 }
table inet filter {
  chain tunnels { ct state invalid drop; udp dport $tunnels drop; }
  chain input { %s ct state established accept; meta l4proto udp jump tunnels; }
}
""" % _INPUT,
    "nftables-policy": """flush ruleset
table inet filter {
  chain input { %s policy drop; iif lo accept; meta l4proto { tcp, icmp, ipv6-icmp } accept; }
}
""" % _INPUT,
    "nftables-no-flush": "table ip mine { chain input { %s udp dport 50103 reject; }; }\n" % _INPUT,
    "nftables-elsewhere": "table inet filter { chain input { %s }; }\n" % _INPUT,
}
# Of that play the rule is in a table that somebody else makes.
OF_OTHERS = {"nftables-elsewhere":
             "table inet elsewhere { chain input { %s udp dport 50103 drop; }; }" % _INPUT}
_LOADED = "systemd/system/sysinit.target.wants/nftables.service"
WALLS = {"ufw": "w3", "firewalld": "w3"}
# What no reading proves: the kernel has to tell.
TRACED = {"docker-user-drop", *_DOCKER, *_DEVICES}
# What the host does when it starts.
_START = {
    "ufw": "ufw reload",
    "firewalld": "firewall-cmd --reload",
    "iptables": "iptables -F && ip6tables -F && iptables-restore /etc/iptables/rules.v4 && "
                "ip6tables-restore /etc/iptables/rules.v6",
    "nftables": "nft flush ruleset && nft -f /etc/nftables.conf",
}


def names():
    """Of all plays, and for the others the programs that are missing."""
    missing = {name: wall_tools.missing(name) for name in WALLS}
    return ([*SCENARIOS, *_IPTABLES, *_DOCKER, *_DEVICES, *_NFTABLES,
             *(name for name in WALLS if not missing[name])],
            {name: programs for name, programs in missing.items() if programs})


def scenario_of(name):
    if name in SCENARIOS:
        return scenario.read_scenario(scenario.SCENARIOS / f"{name}.yaml")
    if name in _IPTABLES:
        family, host, rule = _IPTABLES[name]
        return _fault(name, {host: {"run": [rule]}}, {host: dict(_KEPT)}, family=family)
    if name in _DOCKER:
        run = [*_DOCKERS_CHAINS, _DOCKER[name]]
        return _fault(name, {"edge-a": {"run": run, "sysctl": {"net.ipv4.ip_forward": 1}}},
                      {"edge-a": dict(_KEPT)}, "standard", processes=_PUBLISHED)
    if name in _DEVICES:
        host, ruleset = _DEVICES[name]
        return _fault(name, {host: {"nft": ruleset}})
    if name in _NFTABLES:
        fault = {"nft": OF_OTHERS.get(name, ""), "run": ["nft -f /etc/nftables.conf"]}
        return _fault(name, {"w3": fault}, {"w3": {"nftables.conf": _NFTABLES[name], _LOADED: ""}})
    return _fault(name)


def _fault(name, faults=None, files=None, topology="small", **keys):
    return Scenario(name=name, why="A fault to be mended.", kinds=["netns"],
                    topology=read_topology(topology), faults=faults or {}, files=files or {},
                    **keys)


def start_of(name):
    """The command by which the host has its rules when it starts; None: no command is told by
    which a fix lasts."""
    if name in _IPTABLES or name in _DOCKER:
        return _START["iptables"]
    if name in _NFTABLES and name not in OF_OTHERS:
        return _START["nftables"]
    return _START[name] if name in WALLS else None
