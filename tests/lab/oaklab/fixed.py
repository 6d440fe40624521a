"""The fix that is told, executed as it is printed, mends the path."""

import json
import os
import re

from . import scenario, wall_tools
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
_WALLS = {"ufw": "w3", "firewalld": "w3"}
_SAVES = """#!/bin/sh
[ "$*" = save ] && iptables-save > /etc/iptables/rules.v4 && ip6tables-save > /etc/iptables/rules.v6
"""
_RESTART = {
    "ufw": "ufw reload",
    "firewalld": "firewall-cmd --reload",
    "iptables": "iptables -F && ip6tables -F && iptables-restore /etc/iptables/rules.v4 && "
                "ip6tables-restore /etc/iptables/rules.v6",
}
_SECONDS = 90.0


def plays():
    """Their names, and for the others the programs that are missing."""
    missing = {name: wall_tools.missing(name) for name in _WALLS}
    return ([*FAULTS, *_IPTABLES, *(name for name in _WALLS if not missing[name])],
            {name: programs for name, programs in missing.items() if programs})


def _scenario(name):
    if name in FAULTS:
        return scenario.read_scenario(scenario.SCENARIOS / f"{name}.yaml")
    family, rules = _IPTABLES.get(name, (4, {}))
    return Scenario(
        name=name, why="A fault to be mended.", kinds=["netns"], topology=read_topology("small"),
        family=family,
        files={host: dict(_KEPT) for host in rules},
        faults={host: {"run": [rule]} for host, rule in rules.items()})


class _Broken(Standing):
    """A deployment with one fault."""

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
        self.oakprobe("check", self._inventory, "--quiet", "--json", str(report), *words)
        return {(path["flow"], path["source"], path["target"]):
                f"{path['status']} {path.get('cause', '')}"
                for path in json.loads(report.read_text())["paths"]
                if any(where.endswith("firewall")
                       for where in [path.get("where", ""), *path.get("where_any", [])])}

    def fix(self, report, source, target):
        """[(host, command)], as told of the pair in the report."""
        return _commands(self.oakprobe("report", str(report), "--path", source, target, "--fix"))

    def fix_found_anew(self, source, target):
        return _commands(self.oakprobe("explain", self._inventory, source, target, "--fix"))

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
        ruled = name in FAULTS
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
        broken.run(host, command)
    errors += _left_over(broken, directory, first, commands)
    tool = name if name in _WALLS else "iptables" if name in _IPTABLES else None
    if tool and not errors:  # as if the host had started anew
        for host in {host for host, _ in commands}:
            broken.run(host, _RESTART[tool])
        errors += [f"after a restart: {error}"
                   for error in _left_over(broken, directory, first, commands)]
    return errors


def _left_over(broken, directory, first, commands):
    after = broken.check(directory / "second.json", "--only-failed", str(first))
    return [f"{' '.join(path)} is {status} after {commands}" for path, status in after.items()]
