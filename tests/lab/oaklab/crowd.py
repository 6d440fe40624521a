"""A deployment of hundreds of machines on 127.0.0.0/8, and what its check takes."""

import os
import pathlib
import threading

from . import namespaces
from .loopback_lab import LoopbackLab
from .scenario import Scenario
from .topology import Attachment, Machine, Topology

AGENTS_MIN, AGENTS_MAX = 8, 999
CLUSTERS = 2
_HOSTS_PER_BLOCK = 250
_SAMPLE_SECONDS = 0.5
_UNREACHABLE = {"status": "unknown", "cause": "agent-unreachable"}
_TUNNELS = [
    {"flow": "worker-tunnel", "target": "w1", **_UNREACHABLE},
    # Whether its owner gets probes can only be seen with taps.
    {"flow": "worker-tunnel", "target": "w2", "status": ["open", "unknown"],
     "with": {"listener": {"mode": "live", "process": "NetManager"}}},
    {"flow": "worker-tunnel", "target": "w3", "status": "blocked"},
]


def _address(number):
    """In four blocks of 256 addresses that are this process's own, above those of other labs."""
    pid, (block, host) = os.getpid(), divmod(number, _HOSTS_PER_BLOCK)
    return f"127.{220 + pid % 30}.{4 * (pid // 30 % 60) + block}.{1 + host}"


class CrowdLab(LoopbackLab):
    """Hundreds of machines, in order of the topology."""

    def __init__(self, topology, run_directory):
        super().__init__(topology, run_directory)
        self._numbers = {name: number for number, name in enumerate(topology.hosts)}

    def address(self, name):
        return _address(self._numbers[name])


def make_scenario(agents, mesh):
    """A root, two clusters, and workers that dial each other (mesh) or only their cluster. One
    agent can't be reached, one worker's tunnel port belongs to another process, and one worker
    stands at another address than its peers dial."""
    hosts = {"root": {"roles": ["root"]}}
    for number in range(CLUSTERS):
        hosts[f"edge-{number}"] = {"roles": ["cluster"], "cluster": f"edge-{number}"}
    for number in range(agents - len(hosts)):
        hosts[f"w{number}"] = {"roles": ["worker"], "cluster": f"edge-{number % CLUSTERS}"}
    hosts["w3"]["bind"] = _address(AGENTS_MAX)
    machines = {name: Machine(name, [Attachment("loopback", "lo")], inventory=keys)
                for name, keys in hosts.items()}
    return Scenario(
        name="crowd", why="Hundreds of machines in one check.", kinds=["loopback"],
        topology=Topology({}, machines), agents={"w1": "quits"},
        processes=[{"machine": "w2", "listen": "udp/50103", "address": "{w2}", "as": "NetManager"}],
        # No machine of two processors keeps this pace: how fast can it be?
        options=["--rate", "1000000", "--paths", "all"] if mesh else [],
        inventory={} if mesh else {"flows": [{"id": "worker-tunnel", "enabled": False}]},
        expect={"exit": 1 if mesh else 3, "paths": [
            {"source": "w1", **_UNREACHABLE}, *(_TUNNELS if mesh else [])]})


class MemoryWatch(threading.Thread):
    """Adds up what a check and everything that it started hold (PSS: shared pages are counted
    once), again and again while it runs."""

    def __init__(self, lab):
        super().__init__(daemon=True)
        self._lab, self._over = lab, threading.Event()
        self.peak_bytes = self.coordinator_bytes = self.agents = 0

    def run(self):
        while not self._over.wait(_SAMPLE_SECONDS):
            found = self._lab.processes()
            sizes = {pid: _pss_bytes(pid) for pid in found}
            self.peak_bytes = max(self.peak_bytes, sum(sizes.values()))
            self.agents = max(self.agents, sum(name != "?" for name in found.values()))
            self.coordinator_bytes = max([self.coordinator_bytes, *(
                size for pid, size in sizes.items() if found[pid] == "?")])

    def stop(self):
        self._over.set()
        self.join()


def _pss_bytes(pid):
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:  # ended meanwhile
        pass
    return 0
