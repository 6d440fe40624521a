"""Programs that go on while the lab changes under them: `oakprobe audit`, and `check --wait`."""

import collections
import contextlib
import json
import os
import signal
import subprocess
import time

from . import inventory, namespaces, runner
from .netns_lab import NetnsLab
from .scenario import Scenario
from .topology import read_topology

_POLL_SECONDS = 0.02
_PATIENCE_SECONDS = 20.0
_SEEN_SECONDS = 2.0  # a change, by who watches a repair
_NO_TUNNEL = """table inet fault {
  chain input {
    type filter hook input priority 0;
    ip saddr %s udp dport 50103 drop
  }
}
"""


class _Play:
    """A small deployment, and one program that goes on; what it says is read while it does."""

    def __init__(self, binaries, directory, slack):
        self.errors = []
        self._binaries, self._directory, self._slack = binaries, directory, slack
        self._scenario = Scenario(name="audit", why="An audit.", kinds=["netns"],
                                  topology=read_topology("small"))
        self.lab = NetnsLab(self._scenario.topology)
        self._inventory = directory / "inventory.yaml"
        self._logins = directory / "logins"
        self._process = None

    @contextlib.contextmanager
    def going_on(self, *words):
        """The program runs within, and must leave nothing behind when it has ended."""
        self.lab.build()
        try:
            ports = {name: self.lab.bound_ports(name) for name in self._scenario.topology.hosts}
            self.write_inventory()
            with open(self._directory / "stderr", "w") as err, \
                    open(self._directory / "stdout", "w") as out:
                self._process = subprocess.Popen(
                    [str(self._binaries / "oakprobe"), *words], stdin=subprocess.DEVNULL, stdout=out,
                    stderr=err, start_new_session=True,
                    env=runner.check_environment(self._directory))
            yield
            self.errors += runner.leftovers(self._scenario, self.lab, ports, [], killed=False)
            self.errors += [f"a sanitizer spoke: {path}"
                            for path in self._directory.glob("sanitizer.*")]
        except TimeoutError as error:
            self.errors.append(str(error))
        finally:
            if self._process and self._process.poll() is None:
                namespaces.end([self._process.pid])
                self._process.wait()
            self.lab.take_down()

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
        text = (self._directory / "stderr").read_text(errors="replace")
        return text[:text.rfind("\n") + 1].splitlines()

    def wait_for(self, what, find):
        """What find() gives, once it is something."""
        deadline = time.monotonic() + _PATIENCE_SECONDS * self._slack
        while not (found := find()):
            if time.monotonic() > deadline or self._process.poll() is not None:
                last = "\n        ".join(self.lines()[-4:])
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

    def kill_agent(self, machine):
        """The agent alone: who started it waits for it, as ssh does."""
        for pid, name in self.lab.processes().items():
            if name == machine and "oakprobe-agent" in namespaces.command_line(pid):
                os.kill(pid, signal.SIGKILL)

    def descriptors(self):
        return len(os.listdir(f"/proc/{self._process.pid}/fd"))

    def memory_kb(self):
        with open(f"/proc/{self._process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

    # Of an audit with --log-format json.
    def events(self, kind="run"):
        return [event for event in map(json.loads, self.lines()) if event["event"] == kind]

    def next_runs(self, count):
        """Runs that ended after this moment; the first may have begun before."""
        before = len(self.events())
        self.wait_for("a run", lambda: len(self.events()) >= before + count)
        return self.events()[before:before + count]


def an_audit(binaries, directory, slack):
    play = _Play(binaries, directory, slack)
    with play.going_on("audit", play.inventory, "--every", "2s", "--log-format", "json",
                       "--history", play.file("history"), "--textfile", play.file("metrics"),
                       "--alert-command", f"tee -a {play.file('alerts')}"):
        first = play.wait_for("the first run", play.events)[0]
        if first["open"] != first["paths"]:
            play.errors.append(f"not all is open at first: {first}")
        steady = play.descriptors()
        memory = play.memory_kb()
        _break_and_mend(play)
        _lose_an_agent(play)
        _lose_a_node(play)
        print(f"      {len(play.events())} runs, {memory} kB after the first, {play.memory_kb()} kB "
              f"after the last; {steady} descriptors, {play.descriptors()} with a node less")
        if play.descriptors() > steady:
            play.errors.append(f"{play.descriptors()} descriptors are open, {steady} at first")
        if (code := play.stop()) != 0:
            play.errors.append(f"exit code {code} after SIGTERM")
        if failed := play.events("failed"):
            play.errors.append(f"it failed: {failed}")
        _look_back(play)
    return play.errors


def _look_back(play):
    """What is left of the audit: its runs, the life of the path that broke, who was told, metrics."""
    runs = play.look_back("history")["runs"]
    if len(runs) != len([run for run in play.events() if not run["interrupted"]]):
        play.errors.append(f"{len(play.events())} runs, of which the history has {len(runs)}")
    life = play.look_back("history", "--path", "w1", "w3", "--flow", "worker-tunnel")
    text = json.dumps(life)
    if text.count('"blocked"') != 1 or '"open"' not in text:
        play.errors.append(f"the life of what broke once and was mended: {text}")
    alerts = [json.loads(line) for line in open(play.file("alerts"))]
    told = [(alert["id"], alert["status"], alert["cause"]["cause"]) for alert in alerts]
    tunnel = [one for one in told if one[2] == "dropped"]
    if [status for _, status, _ in tunnel] != ["firing", "resolved"] or \
            len({identity for identity, _, _ in tunnel}) != 1:
        play.errors.append(f"an alert that fires and is resolved, by one id: {told}")
    metrics = open(play.file("metrics")).read()
    if 'oakprobe_runs_total{outcome="passed"}' not in metrics:
        play.errors.append(f"the metrics count no runs: {metrics}")


def _break_and_mend(play):
    play.block("w1", "w3")
    wanted = {"flow": "worker-tunnel", "source": "w1", "target": "w3", "change": "confirmed"}
    runs = play.next_runs(2)  # the first one may have been under way
    seen = [change for run in runs for change in run["changes"]]
    if not any(wanted.items() <= change.items() and change["now"]["status"] == "blocked"
               for change in seen):
        play.errors.append(f"the next run did not see what broke: {runs}")
    play.mend("w3")
    runs = play.next_runs(2)
    seen = [change for run in runs for change in run["changes"]]
    if not any(wanted.items() <= change.items() and change["now"]["status"] == "open"
               for change in seen):
        play.errors.append(f"the next run did not see what was mended: {runs}")
    if any(count != 1 for count in play.logins().values()):
        play.errors.append(f"more than one login a node: {play.logins()}")


def _lose_an_agent(play):
    play.kill_agent("w2")
    play.wait_for("the agent that came back",
                  lambda: play.logins()["w2"] == 2 and play.next_runs(1)[0]["unknown"] == 0)
    if play.events()[-1]["open"] != play.events()[-1]["paths"]:
        play.errors.append(f"not all is open again: {play.events()[-1]}")
    others = {name: count for name, count in play.logins().items() if name != "w2"}
    if any(count != 1 for count in others.values()):
        play.errors.append(f"others were started again, too: {others}")


def _lose_a_node(play):
    paths = play.events()[-1]["paths"]
    play.write_inventory(without=("w3",))
    play.wait_for("the changed inventory", lambda: play.events("inventory"))
    run = play.next_runs(1)[0]
    if run["paths"] >= paths or run["open"] != run["paths"]:
        play.errors.append(f"the inventory was not taken up: {run}")
    if "w3" in play.lab.processes().values():
        play.errors.append("the agent of a node that left still runs")


def a_watched_repair(binaries, directory, slack):
    play = _Play(binaries, directory, slack)
    with play.going_on("check", play.inventory, "--wait", "60s", "--no-color", "--source", "w1"):
        # Nothing is broken: it ends at once.
        if (code := play.exit_code()) != 0:
            play.errors.append(f"exit code {code} where all is well")
    if play.errors:
        return play.errors
    play = _Play(binaries, directory, slack)
    play.lab.build = _with_fault(play, play.lab.build)
    with play.going_on("check", play.inventory, "--wait", "60s", "--no-color"):
        play.wait_for("what is watched", lambda: any("watching 1 path" in x for x in play.lines()))
        play.mend("w3")
        mended = time.monotonic()
        play.wait_for("the repair", lambda: any(
            "worker-tunnel from w1 to w3 is open" in line for line in play.lines()))
        seconds = time.monotonic() - mended
        print(f"      a repair was seen after {seconds:.2f} s")
        if seconds > _SEEN_SECONDS * slack:
            play.errors.append(f"the repair was seen after {seconds:.1f} s")
        if (code := play.exit_code()) != 0:
            play.errors.append(f"exit code {code} after the repair")
    return play.errors


def a_second_look(binaries, directory, slack):
    """Only at what a report, and then the history, knows as broken."""
    play = _Play(binaries, directory, slack)
    play.lab.build = _with_fault(play, play.lab.build)
    kept = ["--json", play.file("broken.json"), "--history", play.file("history")]
    with play.going_on("check", play.inventory, "--quiet", *kept):
        if (code := play.exit_code()) != 1:
            play.errors.append(f"exit code {code} where a path is blocked")
        again = ["check", play.inventory, "--no-color", "--only-failed"]
        looks = [([play.file("broken.json")], 1, "1 as before."),
                 (["last", "--history", play.file("history")], 0, "1 mended.")]
        for words, wanted, told in looks:
            if wanted == 0:
                play.mend("w3")
            look = play.run(*again, *words)
            if look.returncode != wanted or told not in look.stdout or \
                    "\n1 path: " not in look.stdout:
                play.errors.append(f"{words}: exit code {look.returncode}:\n{look.stdout}"
                                   f"{look.stderr}")
    return play.errors


def _with_fault(play, build):
    def built():
        build()
        play.block("w1", "w3")
    return built
