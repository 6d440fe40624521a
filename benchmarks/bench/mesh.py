"""A full mesh of workers on 127.0.0.0/8: the real coordinator against many hosted agents."""

import contextlib
import json
import pathlib
import re
import random
import subprocess
import tempfile
import threading
import time

from . import machine

# "02:46:06.262   0.0 s  w0: …": of an agent that came up, as all should.
_AGENT_LINE = re.compile(r"\S+ +\d+\.\d s  \S+: (?!lost|not reached)")
_PHASES = ("starting", "reading", "arming", "probing", "collecting", "looking", "disarming")


def address(node):
    return f"127.90.{(node + 1) >> 8}.{(node + 1) & 255}"


def _inventory(agents, hand_over, socket):
    nodes = [{"name": "root", "address": "127.91.0.1", "roles": ["root"], "agent": "none"},
             {"name": "edge", "address": "127.91.0.2", "roles": ["cluster"], "cluster": "edge", "agent": "none"}]
    nodes += [{"name": f"w{node}", "address": address(node), "bind": address(node),
               "roles": ["worker"], "cluster": "edge", "agent": {"command": [str(hand_over), str(socket)]}}
              for node in range(agents)]
    return {"version": 1, "nodes": nodes}


def plant(pairs, rejects=False):
    """Drops the tunnel's packets of these (source, target), as one nftables set; or answers them with an
    ICMP error of the target's, of which a kernel's limits (icmp(7)) count none on a loopback interface."""
    elements = ", ".join(f"{address(source)} . {address(target)}" for source, target in pairs)
    verdict = "reject with icmp type admin-prohibited" if rejects else "drop"
    rules = ("table inet benchmark {\n  set blocked { type ipv4_addr . ipv4_addr; elements = { "
             f"{elements} }} }}\n  chain in {{ type filter hook input priority 0;\n"
             f"    udp dport 50103 ip saddr . ip daddr @blocked {verdict}\n  }}\n}}\n")
    subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True)


def draw_pairs(agents, count, seed):
    """Half of them spread over all links, the rest whole nodes' worth: what real faults look like."""
    numbers, pairs = random.Random(seed), set()
    while len(pairs) < count // 2:
        source, target = numbers.randrange(agents), numbers.randrange(agents)
        if source != target:
            pairs.add((source, target))
    while len(pairs) < count:
        target = numbers.randrange(agents)
        pairs.update((source, target) for source in range(agents)
                     if source != target and len(pairs) < count)
    return pairs


class Mesh:
    """One check: `phases` has (wall, CPU of the coordinator, CPU of all agents) by phase, in seconds."""

    def __init__(self, binaries, agents, options=(), report=False):
        self.agents, self.paths = agents, agents * (agents - 1)
        self.phases, self.coordinator_mb, self.host_mb, self.report = {}, 0.0, 0.0, None
        with tempfile.TemporaryDirectory(prefix="oakprobe-mesh-") as name:
            self._run(pathlib.Path(name), pathlib.Path(binaries), options, report)

    def _run(self, directory, binaries, options, report):
        socket = directory / "agents"
        # A node has its own processes to look through, not a thousand others' hand-overs.
        host = subprocess.Popen(["unshare", "--pid", "--fork", "--mount-proc",
                                 binaries / "hosted-agents", socket],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            host.stdout.readline()
            agents = machine.only_child(host.pid)
            inventory = directory / "inventory.json"
            self._write_inventory(inventory, binaries / "hand-over", socket)
            words = [binaries / "oakprobe", "check", inventory, "--flow", self.flow, "--verbose",
                     "--rate", "1000000", "--agents-at-once", "64", *options]
            if report:
                words += ["--json", directory / "report.json", "--paths", "failed"]
            self._watch(subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                         text=True), agents)
            if report:
                self.report = json.loads((directory / "report.json").read_text())
            self.host_mb = machine.peak_mb(agents)
        finally:
            host.stdin.close()
            host.wait()

    flow = "worker-tunnel"

    def _write_inventory(self, file, hand_over, socket):
        file.write_text(json.dumps(_inventory(self.agents, hand_over, socket)))

    def _watch(self, check, agents):
        threading.Thread(target=self._note_peak, args=(check,)).start()
        phase, begun = None, None
        self.errors = []
        for line in check.stderr:
            words = line.split()
            name = next((word.rstrip(":") for word in words[1:2] if word.rstrip(":") in _PHASES), None)
            if name is None:
                if not _AGENT_LINE.match(line):
                    self.errors.append(line)
                continue
            now = (time.monotonic(), machine.cpu_seconds(check.pid), machine.cpu_seconds(agents))
            if name != phase:
                self._note(phase, begun, now)
                phase, begun = name, now
        self.output = check.stdout.read()
        self.exit_code = check.wait()

    # Until it ends: judging the last time and writing reports count, too.
    def _note_peak(self, check):
        while check.returncode is None:
            with contextlib.suppress(OSError):
                self.coordinator_mb = max(self.coordinator_mb, machine.peak_mb(check.pid))
            time.sleep(0.02)

    def _note(self, phase, begun, now):
        if phase is not None:
            self.phases[phase] = tuple(after - before for after, before in zip(now, begun))

    def to_verdicts(self):
        """(wall, CPU) from the start of the probing to the last verdict."""
        counted = [self.phases[name] for name in ("probing", "collecting", "looking") if name in self.phases]
        return sum(wall for wall, *_ in counted), sum(sum(cpu) for _, *cpu in counted)


def floor(binaries, agents):
    done = subprocess.run([pathlib.Path(binaries) / "floor", str(agents)], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)
