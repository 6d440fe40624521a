"""One scenario: build, plant the faults, check, compare, take down whatever happened."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from . import (expectation, explained, faults, inventory, leftovers, namespaces, processes,
               report_shape, terminal)
from .loopback_lab import LoopbackLab
from .namespaces import LabError
from .netns_lab import NetnsLab
from .scenario import EXPLAIN
from .ssh_hosts import SshHosts

_SHOWN = ("--by-flow", "--rtt", "--verbose", "--quiet")  # options of how a check is told
_SIGNALS = {"INT": signal.SIGINT, "TERM": signal.SIGTERM, "KILL": signal.SIGKILL}
_POLL_SECONDS = 0.01
_HANG_SECONDS = 90.0
REPORTS = "OAKLAB_REPORTS"  # environment variable: the directory that is to keep the reports


class Interrupted(Exception):
    """The runner itself was told to end."""


def set_signals():
    """SIGINT and SIGTERM unwind, so that the lab is taken down."""
    def on_signal(*_):
        raise Interrupted
    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)


def make_lab(scenario, kind, run_directory):
    return LoopbackLab(scenario.topology, run_directory) if kind == "loopback" else NetnsLab(
        scenario.topology)


def set_up(scenario, lab):
    lab.build()
    for name, files in scenario.files.items():
        for path, content in files.items():
            lab.write_file(name, path, faults.fill_in(content, scenario, lab))
    faults.plant(scenario, lab)


def age(scenario, lab):
    """What is written once the processes run."""
    for name, content in scenario.logs.items():
        lab.write_log(name, faults.fill_in(content, scenario, lab))
    for name, paths in scenario.touched.items():
        for path in paths:
            lab.touch(name, path)


def run_scenario(scenario, kind, binaries, slack=1.0, without_tap=None, explain_into=None):
    """What is wrong, as lines, and the seconds of the check. Nothing is left behind, but a
    directory with all files of the run if something is wrong. explain_into: where to put what
    `oakprobe explain` says of a broken pair; then no verdict is judged."""
    explains = explain_into or kind == EXPLAIN
    if explains:
        scenario.explain = explained.broken_pair(scenario)
        scenario.expect = {"exit": [0, 1, 3], "seconds": scenario.expect.get("seconds", 4) + 10}
    directory = pathlib.Path(tempfile.mkdtemp(prefix=f"oaklab-{scenario.name}-"))
    lab = make_lab(scenario, kind, directory)
    owners, errors, seconds, ssh = [], [], 0.0, None
    try:
        set_up(scenario, lab)
        ssh = SshHosts(scenario, lab, directory) if scenario.ssh else None
        owners = processes.start(scenario, lab, directory)
        age(scenario, lab)
        before = {name: lab.bound_ports(name) for name, machine in
                  scenario.topology.machines.items() if _has_ports(machine)}
        check = Check(scenario, lab, binaries, directory, ssh, without_tap)
        seconds = check.run()
        errors += check.errors(slack)
        if explains:
            errors += check.explanation_errors(explain_into)
        errors += leftovers.errors(scenario, lab, before, owners, check.killed, ssh, slack)
        errors += [complaint for owner in owners for complaint in owner.complaints()]
    finally:
        for owner in owners:
            owner.end()
        if ssh:
            ssh.end()
        lab.take_down()
        if not errors:
            shutil.rmtree(directory, ignore_errors=True)
    return ([*errors, f"files of the run: {directory}"] if errors else []), seconds


def _has_ports(machine):
    return not machine.router and not machine.absent


def check_environment(directory):
    """Agents inherit it: what a sanitizer says goes to files, and is an error of the scenario."""
    log = f"log_path={directory}/sanitizer"
    return {**namespaces.mark(directory), "ASAN_OPTIONS": log, "XDG_STATE_HOME": str(directory),
            "UBSAN_OPTIONS": f"{log}:print_stacktrace=1"}


class Check:
    """One run of `oakprobe check` on a lab that stands."""

    def __init__(self, scenario, lab, binaries, directory, ssh=None, without_tap=None):
        self._scenario, self._lab, self._directory = scenario, lab, directory
        self._ssh = ssh
        self._blinded = without_tap is not None
        self._terminal_errors = []
        self.killed = (scenario.interrupt.get("signal") == "KILL" and
                       "victim" not in scenario.interrupt)
        self._report = directory / "report.json"
        path = directory / "inventory.yaml"
        inventory.write_inventory(
            inventory.make_inventory(scenario, lab, binaries, directory, ssh, without_tap), path,
            [scenario.why])
        self.command = [str(binaries / "oakprobe"), "check", str(path), "--json",
                        str(self._report), "--no-color", *scenario.options]
        if scenario.explain:
            self.command = [str(binaries / "oakprobe"), "explain", str(path), *scenario.explain,
                            "--no-color", *scenario.options]
        self._exit = None
        self._seconds = 0.0

    def run(self, patience_seconds=_HANG_SECONDS):
        """The seconds that it took."""
        typed = self._scenario.ssh.get("typed")
        if typed is None:
            return self._run(None, patience_seconds)
        watch, seat = terminal.SecretWatch(typed), terminal.Terminal(typed)
        try:
            return self._run(seat.attach, patience_seconds)
        finally:
            shown, echoes = seat.close()
            self._terminal_errors = watch.close() + self._secrets_told(typed, shown)
            if not echoes:
                self._terminal_errors.append("the terminal was left without echo")

    def _secrets_told(self, secret, shown):
        """Everything that the check wrote, but for the scenario's own keys."""
        errors = ["the terminal shows the password"] if secret in shown else []
        for name in ("stdout", "stderr", "report.json", "inventory.yaml"):
            path = self._directory / name
            if path.exists() and secret in path.read_text(errors="replace"):
                errors.append(f"the password is in {name}")
        return errors

    def _run(self, attach, patience_seconds):
        started = time.monotonic()
        with open(self._directory / "stdout", "w") as out, \
                open(self._directory / "stderr", "w") as err:
            # Own session: a signal for the runner's terminal does not reach the check.
            process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=err, start_new_session=True,
                                       preexec_fn=attach, env=check_environment(self._directory))
            try:
                if self._scenario.interrupt:
                    self._interrupt(process)
                self._exit = process.wait(timeout=patience_seconds)
            except subprocess.TimeoutExpired:
                self._exit = f"none: still running after {patience_seconds:.0f} s"
            finally:
                if process.poll() is None:
                    namespaces.end([process.pid])
                    process.wait()
        self._seconds = time.monotonic() - started
        return self._seconds

    def _interrupt(self, process):
        """The signal comes when a certain port is held, or at least an agent runs there: then the
        check is in its middle."""
        keys = self._scenario.interrupt
        while not self._has_come_to(keys):
            if process.poll() is not None:
                raise LabError("the check ended before it could be interrupted")
            time.sleep(_POLL_SECONDS)
        if keys.get("victim") == "sshd":
            self._ssh.hosts[keys["machine"]].kill_sshd()
        else:
            process.send_signal(_SIGNALS[keys["signal"]])

    def _has_come_to(self, keys):
        machine = keys["machine"]
        if keys.get("receives"):
            return self._ssh.hosts[machine].receives()
        if "bound" in keys:
            return keys["bound"] in self._lab.bound_ports(machine)
        return machine in self._lab.processes().values()

    def errors(self, slack):
        errors = self._sanitizer_errors() + self._terminal_errors
        if self.killed:
            return errors
        expect = self._scenario.expect
        wanted = expect.get("exit", 0)
        allowed = set(wanted if isinstance(wanted, list) else [wanted])
        if self._blinded:  # what is not seen is unknown
            allowed |= {1, 3} if allowed & {0, 1, 3} else set()
        if self._exit not in allowed:
            errors.append(f"exit code {self._exit}, wanted {wanted}: {self._last_words()}")
        limit = expect.get("seconds", 4) * slack
        if self._seconds > limit:
            errors.append(f"took {self._seconds:.1f} s, {limit:.0f} at most")
        for pattern in [] if self._blinded else expect.get("output", []):
            if not _is_in(pattern, self._directory / "stdout"):
                errors.append(f"{pattern!r} is not in what it printed")
        for pattern in expect.get("errors", []):
            if not _is_in(pattern, self._directory / "stderr"):
                errors.append(f"{pattern!r} is not in what it printed to standard error")
        if self._scenario.explain:
            return errors
        if expect.get("report") is False:
            return errors + (["there is a report"] if self._report.exists() else [])
        return errors + self._report_errors()

    def explanation_errors(self, keep_in):
        """keep_in: the directory that is to have the text; None: it is held against the kept."""
        text = (self._directory / "stdout").read_text(errors="replace")
        if keep_in:
            (keep_in / f"{self._scenario.name}.txt").write_text(explained.settled(text))
        return explained.layout_errors(text) + (
            [] if keep_in else explained.differences(self._scenario.name, text))

    def _report_errors(self):
        try:
            report = json.loads(self._report.read_text())
        except (OSError, ValueError) as error:
            return [f"no JSON report: {error}"]
        if keep_in := os.environ.get(REPORTS):
            blind = "-blinded" if self._blinded else ""
            name = f"{self._scenario.name}@{self._lab.kind}{blind}.json"
            pathlib.Path(keep_in, name).write_text(json.dumps(report, indent=1))
        shape = report_shape.shape_errors(report) + report_shape.schema_errors(report)
        if shape:
            return shape
        return self._retold_errors() + expectation.verdict_errors(
            report, self._scenario.expect, own_machines=self._lab.kind == "netns",
            blinded=self._blinded)

    def _retold_errors(self):
        """What `oakprobe report` makes of the report: the same once more, to the byte."""
        again = self._directory / "retold.json"
        shown = [option for option in self._scenario.options if option in _SHOWN]
        run = subprocess.run(
            [self.command[0], "report", str(self._report), "--json", str(again), "--no-color",
             *shown], capture_output=True, check=False, env=check_environment(self._directory))
        errors = []
        if run.returncode != self._exit:
            errors.append(f"oakprobe report: exit code {run.returncode}: {run.stderr[-300:]!r}")
        elif again.read_bytes() != self._report.read_bytes():
            errors.append("oakprobe report --json is another report than it read")
        elif run.stdout != (self._directory / "stdout").read_bytes():
            errors.append("oakprobe report prints otherwise than the check did")
        return errors

    def _sanitizer_errors(self):
        return [f"a sanitizer spoke: {path.read_text(errors='replace')[:2000]}"
                for path in sorted(self._directory.glob("sanitizer.*"))]

    def _last_words(self):
        lines = (self._directory / "stderr").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "nothing on standard error"


def _is_in(words, path):
    """However the lines are broken."""
    text = path.read_text(errors="replace")
    return words in text or " ".join(words.split()) in " ".join(text.split())
