"""Hosts that let in what `oakprobe firewall` says, and nothing else."""

import json
import re

from . import wall_tools
from .namespaces import LabError
from .scenario import Scenario
from .standing import Standing
from .topology import read_topology

_TOPOLOGY = {"base": "standard", "hosts": {
    "w3": None, "w5": None,
    "stranger": {"switch": "core", "address": "192.0.2.99", "roles": ["outsider"]}}}
# One host has Docker: what it publishes comes by FORWARD, a database that nobody needs among it.
_PUBLISHED = "tcp dport { 10100, 10107 } dnat ip to 172.17.0.2:10100"
_DATABASE = ("exposed-cluster-10107", "office", "edge-a")
_CONTAINERS = [
    {"machine": "edge-a", "listen": "tcp/10100", "as": "docker-proxy"},
    {"machine": "edge-a", "listen": "tcp/10107", "as": "docker-proxy"},
    {"machine": "edge-a", "listen": "tcp/10100", "container": "172.17.0.2", "as": "gunicorn",
     "serves": "http"}]
_CHECK_SECONDS = 60.0


def _faults(topology):
    """What a round let in is forgotten before the next one: a port is soon drawn again."""
    timeouts = {f"net.netfilter.nf_conntrack_udp_timeout{kind}": 1 for kind in ("", "_stream")}
    faults = {name: {"sysctl": dict(timeouts)} for name in topology.hosts}
    faults["edge-a"]["nat"] = {"prerouting": _PUBLISHED}
    faults["edge-a"]["sysctl"]["net.ipv4.ip_forward"] = 1
    return faults


class _Walls(Standing):
    """A deployment whose hosts load what was generated for them."""

    def __init__(self, name, binaries, directory):
        topology = read_topology(_TOPOLOGY)
        scenario = Scenario(name="firewall", why="Walls.", kinds=["netns"], topology=topology,
                            processes=_CONTAINERS, faults=_faults(topology))
        super().__init__(scenario, binaries, directory, _CHECK_SECONDS)
        self.errors = []
        self.tool = wall_tools.TOOLS[name](self._lab, directory)

    def generate(self):
        """{node: file}"""
        place = self._directory / "files"
        made = self.oakprobe("firewall", self._inventory, "--format", self.tool.format,
                             "--directory", str(place))
        if made.returncode != 0:
            raise LabError(f"oakprobe firewall: {made.stderr}")
        return {file.name.removesuffix(self.tool.suffix): str(file) for file in place.iterdir()}

    def rulesets(self, nodes):
        return {node: self.tool.ruleset(node) for node in nodes}

    def paths(self):
        """{(flow, source, target): (what it is to be, what it is)}"""
        report = self._directory / "report.json"
        report.unlink(missing_ok=True)
        self.oakprobe("check", self._inventory, "--attempts", "1", "--quiet", "--json",
                      str(report))
        return {(path["flow"], path["source"], path["target"]): (path["expect"], path["status"])
                for path in json.loads(report.read_text())["paths"]}

    def against(self):
        """What `--against` finds: {(node, state, port)}"""
        told = self.oakprobe("firewall", self._inventory, "--against")
        found = set(re.findall(r"^(\S+) +(CLOSED|EXPOSED|TOO WIDE) +\w+ +(\d+) ", told.stdout, re.M))
        if told.returncode not in ((1,) if found else (0, 3)):
            self.errors.append(f"--against ends with {told.returncode}:\n{told.stdout}{told.stderr}")
        return found

    def expect_broken(self, what, wanted):
        """That all is as expected but for the paths for which `wanted` says so."""
        for path, (expect, status) in self.paths().items():
            right = "blocked" if wanted(path) else expect
            # Behind Docker's translation a check can't prove what stopped a silent connection.
            if expect == "closed" and path[2] == "edge-a" and status == "unknown":
                continue
            if status != right:
                self.errors.append(f"{what}: {' '.join(path)} is {status}, not {right}")


def play(name, binaries, directory):
    """What is wrong with the files for this tool, as lines."""
    with _Walls(name, binaries, directory) as walls:
        _play(walls, walls.tool)
        return walls.errors + walls.sanitizers()


def _play(walls, tool):
    files = walls.generate()
    if tool.format == "nftables" and (found := walls.paths()[_DATABASE]) != ("closed", "exposed"):
        walls.errors.append(f"without walls the database is {found}")
    for node in files:
        tool.prepare(node)
    tool.run("edge-a", ["sh", "-c", tool.docker])
    before = walls.rulesets(files)
    if tool.reads_plainly and not {
            ("edge-a", "EXPOSED", "10107"), ("edge-a", "TOO WIDE", "10100")} <= (
            found := walls.against()):
        walls.errors.append(f"without walls --against finds {found}")
    _load(tool, files)
    loaded = walls.rulesets(files)
    if found := walls.against():
        walls.errors.append(f"with its walls --against finds {found}")
    _load(tool, files)
    _compare(walls, "loading it again", loaded, walls.rulesets(files))
    walls.expect_broken("with its walls", lambda path: False)
    for number in range(9):
        missing = _take_away(tool, files, number)
        if not missing:
            break
        walls.expect_broken(f"without {missing}", lambda path: any(
            path[0] in flows and path[2] == node for node, flows in missing))
        if number == 0 and tool.reads_plainly:
            closed = {node for node, state, _ in walls.against() if state == "CLOSED"}
            # What Docker publishes is certain only where it runs.
            if not {node for node, flows in missing if "worker-tunnel" in flows} <= closed:
                walls.errors.append(f"without {missing} --against finds {closed} closed")
        _load(tool, {node: files[node] for node, _ in missing})
    print(f"      {len(files)} hosts, {number} rounds with a rule less on each")
    for node, file in files.items():
        tool.remove(node, file)
    _compare(walls, "removing it", before, walls.rulesets(files))


def _load(tool, files):
    for node, file in files.items():
        tool.load(node, file)


def _take_away(tool, files, number):
    """One rule of each node, in all its chains and families: [(node, its flows)]."""
    gone = []
    for node, file in files.items():
        for (_, flows), commands in list(tool.rules(node, file).items())[number:number + 1]:
            for command in commands:
                tool.run(node, command)
            gone.append((node, flows.split(",")))
    return gone


def _compare(walls, what, before, after):
    for node, ruleset in before.items():
        if ruleset != after[node]:
            walls.errors.append(f"{what} changed {node}'s ruleset:\n{ruleset}\n--- now\n"
                                f"{after[node]}")
