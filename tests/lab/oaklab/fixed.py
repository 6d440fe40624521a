"""The fix that is told, executed as it is printed, mends the path."""

import json
import os
import re

from . import wall_tools
from .fixable import OF_OTHERS, SCENARIOS, TRACED, WALLS, scenario_of, start_of
from .namespaces import LabError
from .standing import Standing

_SAVES = """#!/bin/sh
[ "$*" = save ] && iptables-save > /etc/iptables/rules.v4 && ip6tables-save > /etc/iptables/rules.v6
"""
_SECONDS = 90.0


class _Broken(Standing):
    """A deployment with one fault."""

    def __init__(self, name, binaries, directory):
        super().__init__(scenario_of(name), binaries, directory, _SECONDS)
        self._name = name
        self._trace = ["--trace-firewall"] if name in TRACED else []
        stub = directory / "netfilter-persistent"
        stub.write_text(_SAVES)
        stub.chmod(0o755)
        self.wall = wall_tools.TOOLS[name](self._lab, directory) if name in WALLS else None

    def prepare(self):
        if self.wall:
            self.wall.prepare(WALLS[self._name])
            self.wall.ruleset(WALLS[self._name])  # it has started

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
        ruled = name in SCENARIOS or name in TRACED
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
        if name in OF_OTHERS and ">>" in command:
            errors += _not_added(broken, host, command)
        else:
            broken.run(host, command)
    errors += _left_over(broken, directory, first, commands)
    start = start_of(name)
    if start and not errors:
        for host in {host for host, _ in commands}:
            broken.run(host, start)
        errors += [f"after a restart: {error}"
                   for error in _left_over(broken, directory, first, commands)]
    return errors


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
