"""A small deployment, and a program that goes on while it changes."""

import collections
import contextlib
import json
import os
import signal
import subprocess
import time

from . import inventory, leftovers, namespaces, runner
from .netns_lab import NetnsLab
from .scenario import Scenario
from .topology import read_topology

_POLL_SECONDS = 0.02
_PATIENCE_SECONDS = 20.0
_NO_TUNNEL = """table inet fault {
  chain input {
    type filter hook input priority 0;
    ip saddr %s udp dport 50103 drop
  }
}
"""


class AuditPlay:
    """A small deployment, and one program that goes on; what it says is read while it does."""

    def __init__(self, binaries, directory, slack, topology="small"):
        self.errors = []
        self._binaries, self._directory, self._slack = binaries, directory, slack
        self._scenario = Scenario(name="audit", why="An audit.", kinds=["netns"],
                                  topology=read_topology(topology))
        self.lab = NetnsLab(self._scenario.topology)
        self._inventory = directory / "inventory.yaml"
        self._logins = directory / "logins"
        self._process = None
        self._lines, self._events, self._read = [], [], 0

    @contextlib.contextmanager
    def going_on(self, *words):
        """The program runs within, and must leave nothing behind when it has ended."""
        with self.standing():
            self.start(*words)
            yield
            self.look_for_leftovers(killed=False)

    @contextlib.contextmanager
    def standing(self):
        """The deployment stands within."""
        self.lab.build()
        try:
            self._ports = {name: self.lab.bound_ports(name) for name in self._scenario.topology.hosts}
            self.write_inventory()
            yield
            self.errors += [f"a sanitizer spoke: {path}"
                            for path in self._directory.glob("sanitizer.*")]
        except TimeoutError as error:
            self.errors.append(str(error))
        finally:
            self._end()
            self.lab.take_down()

    def start(self, *words):
        """Another one, when the one before has ended; what it says comes after what that said."""
        with open(self._directory / "stderr", "a") as err, \
                open(self._directory / "stdout", "a") as out:
            self._process = subprocess.Popen(
                [str(self._binaries / "oakprobe"), *words], stdin=subprocess.DEVNULL, stdout=out,
                stderr=err, start_new_session=True, env=runner.check_environment(self._directory))

    def give_away(self):
        """The program that runs is the caller's, so that another one can be started beside it."""
        process, self._process = self._process, None
        return process

    def _end(self):
        if self._process and self._process.poll() is None:
            namespaces.end([self._process.pid])
            self._process.wait()

    def look_for_leftovers(self, killed):
        found = leftovers.errors(self._scenario, self.lab, self._ports, [], killed, slack=self._slack)
        self.errors += found
        return found

    @property
    def pid(self):
        return self._process.pid

    @property
    def inventory(self):
        return str(self._inventory)

    def file(self, name):
        return str(self._directory / name)

    def run(self, *words):
        return subprocess.run([str(self._binaries / "oakprobe"), *words], capture_output=True,
                              text=True, env=runner.check_environment(self._directory))

    def look_back(self, *words):
        """What is told of the history, which the audit has left."""
        told = self.run(*words, "--history", self.file("history"), "--json")
        if told.returncode != 0:
            raise TimeoutError(f"{words}: exit code {told.returncode}: {told.stderr}")
        return json.loads(told.stdout)

    def write_inventory(self, without=()):
        made = inventory.make_inventory(self._scenario, self.lab, self._binaries, self._directory)
        made["nodes"] = [node for node in made["nodes"] if node["name"] not in without]
        for node in made["nodes"]:
            note = 'echo "$0" >> "$1"; shift; exec "$@"'
            node["agent"]["command"] = ["sh", "-c", note, node["name"], str(self._logins),
                                        *node["agent"]["command"]]
        fresh = self._inventory.with_suffix(".new")
        inventory.write_inventory(made, fresh, ["An audit."])
        fresh.rename(self._inventory)

    def logins(self):
        return collections.Counter(self._logins.read_text().split())

    def block(self, source, target):
        address = self._scenario.topology.machines[source].ipv4
        self.lab.execute(target, ["nft", "-f", "-"], _NO_TUNNEL % address)

    def mend(self, target):
        self.lab.execute(target, ["nft", "delete", "table", "inet", "fault"])

    def lines(self):
        with open(self._directory / "stderr", "rb") as said:
            said.seek(self._read)
            fresh = said.read()
        whole = fresh[:fresh.rfind(b"\n") + 1]
        self._read += len(whole)
        self._lines += whole.decode(errors="replace").splitlines()
        return self._lines

    def wait_for(self, what, find, seconds=_PATIENCE_SECONDS):
        """What find() gives, once it is something."""
        deadline = time.monotonic() + seconds * self._slack
        while not (found := find()):
            if time.monotonic() > deadline or self._process.poll() is not None:
                last = "\n        ".join(line[:400] for line in self.lines()[-4:])
                raise TimeoutError(f"{what}: not seen; the last that was said:\n        {last}")
            time.sleep(_POLL_SECONDS)
        return found

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        return self.exit_code()

    def exit_code(self):
        try:
            return self._process.wait(_PATIENCE_SECONDS * self._slack)
        except subprocess.TimeoutExpired:
            raise TimeoutError("it does not end") from None

    def kill(self):
        """With nobody told; who was started by it has to see by itself."""
        self._process.kill()
        self._process.wait()

    def signal(self, number):
        self._process.send_signal(number)

    def is_stopped(self):
        with open(f"/proc/{self._process.pid}/stat") as state:
            return state.read().rsplit(")", 1)[1].split()[0] == "T"

    def kill_agent(self, machine):
        """The agent alone: who started it waits for it, as ssh does."""
        for pid, name in self.lab.processes().items():
            if name == machine and "oakprobe-agent" in namespaces.command_line(pid):
                os.kill(pid, signal.SIGKILL)

    def descriptors(self):
        return len(os.listdir(f"/proc/{self._process.pid}/fd"))

    def memory_kb(self):
        return _resident_kb(self._process.pid)

    def agents_memory_kb(self):
        return sum(_resident_kb(pid) for pid in self.lab.processes())

    # Of an audit with --log-format json.
    def events(self, kind="run"):
        lines = self.lines()
        self._events += map(json.loads, lines[len(self._events):])
        return [event for event in self._events if event["event"] == kind]

    def next_runs(self, count):
        """Runs that ended after this moment; the first may have begun before."""
        before = len(self.events())
        self.wait_for("a run", lambda: len(self.events()) >= before + count)
        return self.events()[before:before + count]


def _resident_kb(pid):
    try:
        with open(f"/proc/{pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    except (FileNotFoundError, ProcessLookupError, StopIteration):  # it ended
        return 0
