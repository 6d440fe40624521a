"""Hosts that let in what `oakprobe firewall` says, and nothing else."""

import json
import re
import shutil
import subprocess

from . import inventory, processes, runner
from .namespaces import LabError
from .netns_lab import NetnsLab
from .scenario import Scenario
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
_RULE = re.compile(r'(?:dport|proto-dst|ctorigdstport) (\d+).*comment "?([\w.,-]+)')
_NO_FLOWS = ("ssh", "DHCP")
_CHECK_SECONDS = 60.0


class _Nftables:
    format, suffix = "nftables", ".nft"
    docker = ["true"]

    @staticmethod
    def load(file):
        return ["nft", "-f", file]

    @staticmethod
    def remove(_file):
        return ["nft", "delete", "table", "inet", "oakprobe"]

    @staticmethod
    def rules(run):
        """[(text, the command that deletes the rule)] of the loaded file."""
        found, chain = [], None
        for line in run(["nft", "-a", "list", "table", "inet", "oakprobe"]).splitlines():
            if words := re.match(r"\s*chain (\S+) {", line):
                chain = words[1]
            elif handle := re.search(r"# handle (\d+)", line):
                found.append((line, ["nft", "delete", "rule", "inet", "oakprobe", chain, "handle",
                                     handle[1]]))
        return found


class _Iptables:
    format, suffix = "iptables", ".iptables.sh"
    docker = ["sh", "-c", "iptables -w -N DOCKER-USER && iptables -w -A FORWARD -j DOCKER-USER"]

    @staticmethod
    def load(file):
        return ["sh", file]

    @staticmethod
    def remove(file):
        return ["sh", file, "remove"]

    @staticmethod
    def rules(run):
        lines = run(["iptables", "-w", "-S"]).splitlines()
        return [(line, ["sh", "-c", "iptables -w -D " + line.removeprefix("-A ")])
                for line in lines if line.startswith("-A OAKPROBE")]


_TOOLS = {tool.format: tool for tool in (_Nftables, _Iptables)}


def tools():
    """The names of those that can be played here, and the program that is missing for the others."""
    missing = next((name for name in ("iptables", "ip6tables") if not shutil.which(name)), None)
    return [name for name in _TOOLS if not missing or name != _Iptables.format], missing


def _faults(topology):
    """What a round let in is forgotten before the next one: a port is soon drawn again."""
    timeouts = {f"net.netfilter.nf_conntrack_udp_timeout{kind}": 1 for kind in ("", "_stream")}
    faults = {name: {"sysctl": dict(timeouts)} for name in topology.hosts}
    faults["edge-a"]["nat"] = {"prerouting": _PUBLISHED}
    faults["edge-a"]["sysctl"]["net.ipv4.ip_forward"] = 1
    return faults


class _Walls:
    """A deployment whose hosts load what was generated for them."""

    def __init__(self, binaries, directory):
        self.errors = []
        self._binaries, self._directory = binaries, directory
        self._scenario = Scenario(
            name="firewall", why="Walls.", kinds=["netns"], topology=read_topology(_TOPOLOGY),
            processes=_CONTAINERS,
            faults=_faults(read_topology(_TOPOLOGY)))
        self._lab = NetnsLab(self._scenario.topology)
        self._inventory = str(directory / "inventory.yaml")
        self._owners = []

    def __enter__(self):
        try:
            runner.set_up(self._scenario, self._lab)
            self._owners = processes.start(self._scenario, self._lab, self._directory)
            inventory.write_inventory(
                inventory.make_inventory(self._scenario, self._lab, self._binaries,
                                         self._directory), self._inventory, ["Walls."])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for owner in self._owners:
            owner.end()
        self._lab.take_down()

    def oakprobe(self, *words):
        return subprocess.run([str(self._binaries / "oakprobe"), *words], capture_output=True,
                              text=True, env=runner.check_environment(self._directory),
                              timeout=_CHECK_SECONDS)

    def generate(self, tool):
        """{node: file}"""
        place = self._directory / tool.format
        made = self.oakprobe("firewall", self._inventory, "--format", tool.format, "--directory",
                             str(place))
        if made.returncode != 0:
            raise LabError(f"oakprobe firewall: {made.stderr}")
        return {file.name.removesuffix(tool.suffix): str(file) for file in place.iterdir()}

    def on(self, node):
        return lambda command: self._lab.execute(node, command)

    def rulesets(self, nodes):
        """Without the counters that iptables' rules have."""
        return {node: self._lab.execute(node, ["nft", "-s", "list", "ruleset"]) for node in nodes}

    def paths(self):
        """{(flow, source, target): (what it is to be, what it is)}"""
        report = self._directory / "report.json"
        report.unlink(missing_ok=True)
        self.oakprobe("check", self._inventory, "--attempts", "1", "--quiet", "--json",
                      str(report))
        return {(path["flow"], path["source"], path["target"]): (path["expect"], path["status"])
                for path in json.loads(report.read_text())["paths"]}

    def expect_broken(self, what, wanted):
        """That all is as expected but for the paths for which `wanted` says so."""
        for path, (expect, status) in self.paths().items():
            right = "blocked" if wanted(path) else expect
            # Behind Docker's translation a check can't prove what stopped a silent connection.
            if expect == "closed" and path[2] == "edge-a" and status == "unknown":
                continue
            if status != right:
                self.errors.append(f"{what}: {' '.join(path)} is {status}, not {right}")

    def sanitizers(self):
        return [f"a sanitizer spoke: {path}" for path in self._directory.glob("sanitizer.*")]


def play(name, binaries, directory):
    """What is wrong with the files for this tool, as lines."""
    with _Walls(binaries, directory) as walls:
        _play(walls, _TOOLS[name])
        return walls.errors + walls.sanitizers()


def _play(walls, tool):
    files = walls.generate(tool)
    walls.on("edge-a")(tool.docker)
    if tool is _Nftables and (found := walls.paths()[_DATABASE]) != ("closed", "exposed"):
        walls.errors.append(f"without walls the database is {found}")
    before = walls.rulesets(files)
    _load(walls, tool, files)
    loaded = walls.rulesets(files)
    _load(walls, tool, files)
    _compare(walls, "loading it again", loaded, walls.rulesets(files))
    walls.expect_broken("with its walls", lambda path: False)
    for number in range(9):
        missing = _take_away(walls, tool, files, number)
        if not missing:
            break
        walls.expect_broken(f"without {missing}", lambda path: any(
            path[0] in flows and path[2] == node for node, flows in missing))
        _load(walls, tool, files)
    print(f"      {len(files)} hosts, {number} rounds with a rule less on each")
    for node, file in files.items():
        walls.on(node)(tool.remove(file))
    _compare(walls, "removing it", before, walls.rulesets(files))


def _load(walls, tool, files):
    for node, file in files.items():
        walls.on(node)(tool.load(file))


def _take_away(walls, tool, files, number):
    """One rule of each node, in all its chains and families: [(node, its flows)]."""
    gone = []
    for node in files:
        rules = {}
        for text, delete in tool.rules(walls.on(node)):
            if (found := _RULE.search(text)) and found[2] not in _NO_FLOWS:
                rules.setdefault(found.groups(), []).append(delete)
        for (_, flows), commands in list(rules.items())[number:number + 1]:
            for command in commands:
                walls.on(node)(command)
            gone.append((node, flows.split(",")))
    return gone


def _compare(walls, what, before, after):
    for node, ruleset in before.items():
        if ruleset != after[node]:
            walls.errors.append(f"{what} changed {node}'s ruleset:\n{ruleset}\n--- now\n"
                                f"{after[node]}")
