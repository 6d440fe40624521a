"""The fix that is told, executed as it is printed, mends the path."""

import json
import os
import re

from . import scenario, wall_tools
from .namespaces import LabError
from .scenario import Scenario
from .standing import Standing
from .topology import read_topology

# Scenarios of one fault, in the packet filter of a host. Theirs is nft's, of which a fix needs to
# know the rule.
FAULTS = ("target-input-drop", "target-input-drop-tcp", "target-input-reject",
          "source-output-drop-udp", "source-output-drop-tcp", "source-output-reject",
          "return-lost-target", "return-lost-source", "ipv6-input-drop", "established-only",
          "host-closed")
_KEPT = {"systemd/system/multi-user.target.wants/netfilter-persistent.service": "",
         "iptables/rules.v4": ""}
# {name: (family, {host: what its iptables has})}; what the host starts with is its rules as saved.
_IPTABLES = {
    "iptables-input": (4, {"w3": "iptables -A INPUT -p udp --dport 50103 -j DROP"}),
    "iptables-reject": (4, {"root": "iptables -A INPUT -p tcp --dport 50052 -j REJECT"}),
    "iptables-policy": (4, {"w3": "iptables -P INPUT DROP"}),
    "iptables-output": (4, {"w2": "iptables -A OUTPUT -p udp --dport 50103 -j DROP"}),
    "iptables-answers": (4, {"w3": "iptables -A OUTPUT -p udp --sport 50103 -j DROP"}),
    "ip6tables-input": (6, {"edge-a": "ip6tables -A INPUT -p tcp --dport 10003 -j DROP"}),
}
# So, of a service in a container whose port edge-a publishes, as Docker does; "" is as edge-a starts,
# without the rule that is to be mended.
_DOCKER = {
    "": ["iptables -t nat -N DOCKER",
         "iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
         "iptables -t nat -A DOCKER ! -i docker0 -p tcp --dport 10100 -j DNAT "
         "--to-destination 172.17.0.2:10100",
         "iptables -N DOCKER-USER", "iptables -A FORWARD -j DOCKER-USER",
         "iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"],
    "docker-user": ["iptables -A DOCKER-USER -i eth0 -d 172.17.0.2 -p tcp --dport 10100 -j DROP"],
    "docker-user-original": ["iptables -A DOCKER-USER -p tcp -m conntrack --ctorigdstport 10100 "
                             "--ctdir ORIGINAL -j REJECT"],
    "docker-forward": ["iptables -P FORWARD DROP"],
    "docker-before": ["iptables -t raw -A PREROUTING -p tcp --dport 10100 -j DROP"],
}
_PUBLISHED = [
    {"machine": "edge-a", "listen": "tcp/10100", "as": "docker-proxy"},
    {"machine": "edge-a", "listen": "tcp/10100", "container": "172.17.0.2", "as": "gunicorn",
     "serves": "http"}]
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
# Of the last one the rule is in a table that somebody else makes.
_OF_OTHERS = {"nftables-elsewhere":
              "table inet elsewhere { chain input { %s udp dport 50103 drop; }; }" % _INPUT}
_LOADED = "systemd/system/sysinit.target.wants/nftables.service"
_WALLS = {"ufw": "w3", "firewalld": "w3"}
_SAVES = """#!/bin/sh
[ "$*" = save ] && iptables-save > /etc/iptables/rules.v4 && ip6tables-save > /etc/iptables/rules.v6
"""
_RESTART = {
    "ufw": "ufw reload",
    "firewalld": "firewall-cmd --reload",
    "iptables": "iptables -F && ip6tables -F && iptables-restore /etc/iptables/rules.v4 && "
                "ip6tables-restore /etc/iptables/rules.v6",
    "nftables": "nft flush ruleset && nft -f /etc/nftables.conf",
}
_SECONDS = 90.0


def plays():
    """Their names, and for the others the programs that are missing."""
    missing = {name: wall_tools.missing(name) for name in _WALLS}
    return ([*FAULTS, *_IPTABLES, *filter(None, _DOCKER), *_NFTABLES, *(name for name in _WALLS if not missing[name])],
            {name: programs for name, programs in missing.items() if programs})


def _scenario(name):
    if name in FAULTS:
        return scenario.read_scenario(scenario.SCENARIOS / f"{name}.yaml")
    if name in _DOCKER:
        faults = {"edge-a": {"run": _DOCKER[""] + _DOCKER[name],
                             "sysctl": {"net.ipv4.ip_forward": 1}}}
        return Scenario(name=name, why="A fault to be mended.", kinds=["netns"],
                        topology=read_topology("standard"), files={"edge-a": dict(_KEPT)},
                        processes=_PUBLISHED, faults=faults)
    if name in _NFTABLES:
        faults = {"nft": _OF_OTHERS.get(name, ""), "run": ["nft -f /etc/nftables.conf"]}
        return Scenario(name=name, why="A fault to be mended.", kinds=["netns"],
                        topology=read_topology("small"),
                        files={"w3": {"nftables.conf": _NFTABLES[name], _LOADED: ""}},
                        faults={"w3": faults})
    family, rules = _IPTABLES.get(name, (4, {}))
    return Scenario(
        name=name, why="A fault to be mended.", kinds=["netns"], topology=read_topology("small"),
        family=family,
        files={host: dict(_KEPT) for host in rules},
        faults={host: {"run": [rule]} for host, rule in rules.items()})


class _Broken(Standing):
    """A deployment with one fault."""

    # What Docker publishes is not proved to end at a packet filter: the kernel has to tell.
    @property
    def _trace(self):
        return ["--trace-firewall"] if self._name in _DOCKER else []

    def __init__(self, name, binaries, directory):
        super().__init__(_scenario(name), binaries, directory, _SECONDS)
        self._name = name
        stub = directory / "netfilter-persistent"
        stub.write_text(_SAVES)
        stub.chmod(0o755)
        self.wall = wall_tools.TOOLS[name](self._lab, directory) if name in _WALLS else None

    def prepare(self):
        if self.wall:
            self.wall.prepare(_WALLS[self._name])
            self.wall.ruleset(_WALLS[self._name])  # it has started

    def check(self, report, *words):
        """The paths that may end at a host's packet filter: {(flow, source, target): what they
        are}."""
        report.unlink(missing_ok=True)
        self.oakprobe("check", self._inventory, "--quiet", "--json", str(report),
                      *self._trace, *words)
        return {(path["flow"], path["source"], path["target"]):
                f"{path['status']} {path.get('cause', '')}"
                for path in json.loads(report.read_text())["paths"]
                if any(where.endswith("firewall")
                       for where in [path.get("where", ""), *path.get("where_any", [])])}

    def fix(self, report, source, target):
        """[(host, command)], as told of the pair in the report."""
        return _commands(self.oakprobe("report", str(report), "--path", source, target, "--fix"))

    def fix_found_anew(self, source, target):
        return _commands(self.oakprobe("explain", self._inventory, source, target, "--fix",
                                       *self._trace))

    def run(self, host, command):
        shell = ["env", f"PATH={self._directory}:{os.environ['PATH']}", "sh", "-c", command]
        return self.wall.run(host, shell) if self.wall else self._lab.execute(host, shell)


def _commands(told):
    commands, host = [], None
    for line in told.stdout.splitlines():
        if heading := re.fullmatch(r"# on (\S+)", line):
            host = heading[1]
        elif not line.startswith("#"):
            commands.append((host, line))
    return commands


def play(name, binaries, directory):
    """What is wrong, as lines."""
    with _Broken(name, binaries, directory) as broken:
        return _play(name, broken, directory) + broken.sanitizers()


def _play(name, broken, directory):
    first = directory / "first.json"
    before = broken.check(first)
    if not before:
        return ["nothing is wrong"]
    pairs = list(dict.fromkeys(tuple(sorted(path[1:])) for path in before))
    commands, errors = [], []
    for number, pair in enumerate(pairs):
        # A check asks for the rules of a few of many paths, explain for those of each.
        ruled = name in FAULTS or name in _DOCKER
        told = [] if ruled else broken.fix(first, *pair)
        anew = broken.fix_found_anew(*pair) if number == 0 or ruled else told
        if not ruled and sorted(anew) != sorted(told):
            errors.append(f"explain --fix says {anew}, the report {told}")
        if not anew:
            errors.append(f"no fix is told of {pair}")
        commands += anew  # what saves them comes behind those of each pair
    if errors or not commands:
        return errors
    for host, command in commands:
        if name in _OF_OTHERS and ">>" in command:
            errors += _not_added(broken, host, command)
        else:
            broken.run(host, command)
    errors += _left_over(broken, directory, first, commands)
    tool = _tool(name)
    if tool and not errors:  # as if the host had started anew
        for host in {host for host, _ in commands}:
            broken.run(host, _RESTART[tool])
        errors += [f"after a restart: {error}"
                   for error in _left_over(broken, directory, first, commands)]
    return errors


def _tool(name):
    """Whose restart the fix is to outlive; None: it is not said to."""
    if name in _IPTABLES or name in _DOCKER:
        return "iptables"
    if name in _NFTABLES:
        return None if name in _OF_OTHERS else "nftables"
    return name if name in _WALLS else None


def _not_added(broken, host, command):
    """A line that the file could not be loaded with leaves it as it is."""
    before = broken.run(host, "cat /etc/nftables.conf")
    try:
        broken.run(host, command)
    except LabError:
        same = broken.run(host, "cat /etc/nftables.conf") == before
        return [] if same else ["/etc/nftables.conf is another one"]
    return [f"is not refused: {command}"]


def _left_over(broken, directory, first, commands):
    after = broken.check(directory / "second.json", "--only-failed", str(first))
    return [f"{' '.join(path)} is {status} after {commands}" for path, status in after.items()]
