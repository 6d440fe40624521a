"""Audits that go on for long (`tests/lab/audit --long`): what must not grow, and what must be seen."""

import itertools
import signal
import time

from . import stored_history
from .audit_play import AuditPlay
from .stored_history import SqliteHistory

_HOUR_SECONDS = 3600.0
_FAULTS = 12  # a path has two of them, which is four changes, and so does not flap
_WARM_RUNS = 10
_GROWTH_KB = 2048
_LEASE_SECONDS = 24.0  # a lease, and a look at it
_END_SECONDS = 5.0
_TUNNEL = "worker-tunnel"


def an_hour(binaries, directory, slack):
    play = AuditPlay(binaries, directory, slack)
    with play.going_on("audit", play.inventory, "--every", "2s", "--log-format", "json",
                       "--history", play.file("history"), "--textfile", play.file("metrics"),
                       "--alert-command", f"tee -a {play.file('alerts')}"):
        began = time.monotonic()
        play.wait_for("the first runs", lambda: len(play.events()) >= _WARM_RUNS)
        use = _Use(play)
        workers = sorted(name for name in play.logins() if name.startswith("w"))
        pairs = itertools.cycle(itertools.permutations(workers, 2))
        for fault in range(1, _FAULTS + 1):  # each for two runs: while something fails they are slow
            source, target = next(pairs)
            play.block(source, target)
            _see(play, source, target, "blocked")
            play.mend(target)
            _see(play, source, target, "open")
            use.watch_until(began + _HOUR_SECONDS * fault / _FAULTS)
        play.errors += use.errors()
        if any(count != 1 for count in play.logins().values()):
            play.errors.append(f"more than one login a node: {play.logins()}")
        if (code := play.stop()) != 0:
            play.errors.append(f"exit code {code} after SIGTERM")
        if failed := play.events("failed") + play.events("warning"):
            play.errors.append(f"it complained: {failed}")
        runs, stored = len(play.events()), len(play.look_back("history", "--limit", "5000")["runs"])
        if stored not in (runs, runs - 1):  # the last one may have been broken off
            play.errors.append(f"{runs} runs, of which the history has {stored}")
        print(f"      {2 * _FAULTS} changes of firewalls, each seen in the next run; {stored} runs stored")
    return play.errors


def _see(play, source, target, status):
    """The first of the two may have been under way when the firewall changed."""
    runs = play.next_runs(2)
    wanted = {"flow": _TUNNEL, "source": source, "target": target, "change": "confirmed"}
    if not any(wanted.items() <= change.items() and change["now"]["status"] == status
               for run in runs for change in run["changes"]):
        play.errors.append(f"{source} to {target} is {status}, and the next run did not tell: {runs}")


def a_takeover(binaries, directory, slack):
    """Three audits over one history, one after another: the first is killed, the second is ended."""
    words = ["audit", str(directory / "inventory.yaml"), "--every", "2s", "--log-format", "json",
             "--history", str(directory / "history")]
    play = AuditPlay(binaries, directory, slack)
    with play.standing():
        play.start(*words)
        play.wait_for("two runs", lambda: len(play.events()) >= 2)
        for how, number, seconds in (("killed", signal.SIGKILL, _LEASE_SECONDS),
                                     ("ended", signal.SIGTERM, _END_SECONDS)):
            before, waiting = play.give_away(), len(play.events("stands-by"))
            try:
                play.start(*words)
                play.wait_for("the second", lambda: len(play.events("stands-by")) > waiting)
                began = time.monotonic()
                before.send_signal(number)
                before.wait(_END_SECONDS * slack)
            finally:
                before.kill()
                before.wait()
            runs = len(play.events())
            play.wait_for("a run of the second", lambda: len(play.events()) > runs, _LEASE_SECONDS + 10)
            run = play.events()[runs]
            took = time.monotonic() - began - run["took_ms"] / 1000
            print(f"      the first was {how}: the second began to run after {took:.1f} s")
            if took > seconds * slack:
                play.errors.append(f"{took:.1f} s, {seconds:.0f} at most")
        play.stop()
        play.look_for_leftovers(killed=False)
        play.errors += stored_history.half_runs(SqliteHistory(directory / "history"))
    return play.errors


class _Use:
    """What an audit takes of its machine, from now on."""

    def __init__(self, play):
        self._play = play
        self._first = self._now()
        self._descriptors = self._idle_descriptors()
        self._least = self._most = self._first
        self._told = 0.0

    def _now(self):
        play = self._play
        return play.memory_kb(), play.agents_memory_kb(), play.descriptors()

    def _idle_descriptors(self):
        """Between two runs: in one there are a few more."""
        least = []
        for _ in range(40):
            least.append(self._play.descriptors())
            time.sleep(0.1)
        return min(least)

    def watch_until(self, end):
        while time.monotonic() < end:
            time.sleep(1.0)
            now = self._now()
            self._least = tuple(map(min, self._least, now))
            self._most = tuple(map(max, self._most, now))
            if time.monotonic() - self._told > 60.0:
                self._told = time.monotonic()
                print(f"      {len(self._play.events())} runs: {now[0]} kB, the agents {now[1]} kB, "
                      f"{now[2]} descriptors", flush=True)
            if not now[0]:
                raise TimeoutError("the audit has ended")

    def errors(self):
        print(f"      after {_WARM_RUNS} runs, least, most (kB, agents' kB, descriptors): "
              f"{self._first} {self._least} {self._most}")
        errors = []
        for what, at in (("memory", 0), ("the agents' memory", 1)):
            if self._most[at] - self._first[at] > _GROWTH_KB:
                errors.append(f"{what} grew from {self._first[at]} kB to {self._most[at]} kB")
        if (descriptors := self._idle_descriptors()) > self._descriptors:
            errors.append(f"{descriptors} descriptors between two runs, {self._descriptors} at first")
        return errors
