"""Many scenarios, each in a process of its own: `tests/lab/run`."""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

from . import clean, explained, inventory, namespaces, runner
from .namespaces import LabError
from .scenario import all_scenarios, read_scenario
from .topology import ScenarioError

_POLL_SECONDS = 0.02
_PATIENCE_SECONDS = 150.0  # then a scenario is ended from outside
_SHOWN_LINES = 6
_ROOT = pathlib.Path(__file__).parents[3]


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="tests/lab/run", description="Runs fault scenarios against the built programs.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="scenarios; default: all")
    parser.add_argument("--bin", type=pathlib.Path, help="where oakprobe and oakprobe-agent are")
    parser.add_argument("--jobs", type=int, default=2, help="scenarios at a time (2)")
    parser.add_argument("--kind", choices=("netns", "explain", "loopback"), help="only this kind")
    parser.add_argument("--slack", type=float, default=1.0,
                        help="factor on time limits, for sanitized builds and busy machines")
    parser.add_argument("--without-tap", choices=("packets", "udp", "tcp"),
                        help="agents lack this tap: verdicts may widen, and must not be wrong")
    parser.add_argument("--explain", type=pathlib.Path, metavar="DIR",
                        help="what `oakprobe explain` says of a broken pair of each, into "
                             "DIR/NAME.txt")
    parser.add_argument("--reports", type=pathlib.Path, metavar="DIR",
                        help="keeps the JSON report of each as DIR/NAME.json (tests/lab/differences "
                             "compares two such directories)")
    parser.add_argument("--list", action="store_true", help="list the scenarios and stop")
    parser.add_argument("--verbose", action="store_true", help="all lines of a failure")
    parser.add_argument("--one", nargs=2, metavar=("FILE", "KIND"), help=argparse.SUPPRESS)
    return parser.parse_args()


def find_binaries(given):
    for place in [given] if given else [_ROOT / "build/bin", _ROOT / "build/asan/bin"]:
        if all(os.access(place / name, os.X_OK) for name in ("oakprobe", "oakprobe-agent")):
            return place.resolve()
    return None


def lacks(scenario):
    """Why a scenario with an agent that is delivered can't run here; None: it can."""
    agents = scenario.agents.values()
    arm64 = "arm64" in agents
    static = any(isinstance(how, dict) and how.get("wrap", [""])[0] == "starve" for how in agents)
    for wanted, agent in ((arm64, inventory.ARM64_AGENT), (static, inventory.STATIC_AGENT)):
        if wanted and not os.access(agent, os.X_OK):
            return f"{agent.name}: scripts/build-agents builds it"
    commands = [one for faults in scenario.faults.values() for one in faults.get("run", [])]
    if any("netem" in one for one in commands) and not namespaces.has_netem():
        return "this kernel has no netem"
    if arm64 and not shutil.which(inventory.ARM64_EMULATOR):
        return f"{inventory.ARM64_EMULATOR} runs an arm64 agent (package qemu-user)"
    return None


def run_one(file, kind, binaries, options):
    """In the child process: the result goes to standard output as JSON."""
    runner.set_signals()
    try:
        errors, seconds = runner.run_scenario(read_scenario(file), kind, binaries, options.slack,
                                              options.without_tap, options.explain)
    except (LabError, ScenarioError, OSError) as error:
        errors, seconds = [f"the lab failed: {error}"], 0.0
    except runner.Interrupted:
        return 130
    json.dump({"errors": errors, "seconds": seconds}, sys.stdout)
    return 0


class Running:
    """One scenario under way."""

    def __init__(self, file, kind, options, binaries):
        self.name = f"{file.stem}{'' if kind == 'netns' else '@' + kind}"
        command = [sys.executable, sys.argv[0], "--one", str(file), kind,
                   "--bin", str(binaries), "--slack", str(options.slack)]
        if options.without_tap:
            command += ["--without-tap", options.without_tap]
        if options.explain:
            command += ["--explain", str(options.explain)]
        # Own session: Ctrl-C reaches it once, from here.
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True,
                                         stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                         start_new_session=True)
        self._deadline = time.monotonic() + _PATIENCE_SECONDS * options.slack

    def poll(self):
        """None while it runs, else its errors and seconds."""
        if self._process.poll() is None:
            if time.monotonic() > self._deadline:
                self.stop()
                return ["ended from outside: it took too long"], 0.0
            return None
        out, err = self._process.communicate()
        try:
            result = json.loads(out)
            return result["errors"], result["seconds"]
        except ValueError:
            return [f"the lab failed: {err.strip() or 'no result'}"], 0.0

    def stop(self):
        """Lets it take its lab down; what it leaves is removed."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        clean.remove_lab_of(self._process.pid)


def run_all(todo, options, binaries):
    """Prints a line a scenario; the numbers of those that passed and failed."""
    waiting, running, passed, failed = list(todo), [], 0, 0
    try:
        while waiting or running:
            while waiting and len(running) < options.jobs:
                running.append(Running(*waiting.pop(0), options, binaries))
            for scenario in list(running):
                if (result := scenario.poll()) is None:
                    continue
                running.remove(scenario)
                errors, seconds = result
                passed, failed = passed + (not errors), failed + bool(errors)
                tell(scenario.name, errors, seconds, options.verbose)
            time.sleep(_POLL_SECONDS)
    finally:
        for scenario in running:
            scenario.stop()
    return passed, failed


def tell(name, errors, seconds, verbose):
    print(f"{'FAIL' if errors else 'ok  '}  {name:42}  {seconds:5.1f} s", flush=True)
    shown = errors if verbose else errors[:_SHOWN_LINES]
    if len(errors) > len(shown):
        shown += [f"… and {len(errors) - len(shown)} more", errors[-1]]
    for line in shown:
        print(f"        {line}", flush=True)


def main():
    options = parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        todo = all_scenarios()
    except ScenarioError as error:
        sys.exit(str(error))
    names = {file.stem for file, _ in todo}
    if unknown := set(options.names) - names:
        sys.exit(f"no scenario {', '.join(sorted(unknown))}; --list shows all")
    todo = [(file, kind) for file, kind in todo if (not options.names or file.stem in options.names)
            and (not options.kind or kind == options.kind)]
    if options.explain:
        todo = [(file, kind) for file, kind in todo if kind == "netns" and
                explained.broken_pair(read_scenario(file))]
        options.explain.mkdir(parents=True, exist_ok=True)
    if options.reports:
        options.reports.mkdir(parents=True, exist_ok=True)
        os.environ[runner.REPORTS] = str(options.reports.resolve())  # the children's
    if options.without_tap:  # no kept text is of agents that see less
        todo = [item for item in todo if item[1] != "explain"]
    if options.list:
        for file, kind in todo:
            print(f"{file.stem:34}  {kind:8}  {read_scenario(file).why.splitlines()[0]}")
        return 0
    binaries = find_binaries(options.bin)
    if binaries is None:
        sys.exit("oakprobe and oakprobe-agent are not built; build them, or give --bin DIR")
    if options.one:
        return run_one(*options.one, binaries, options)
    skipped, reason = 0, namespaces.can_make_namespaces()
    if reason:
        skipped = sum(kind != "loopback" for _, kind in todo)
        todo = [item for item in todo if item[1] == "loopback"]
        print(f"skipped {skipped} scenarios with network namespaces: {reason}")
    else:
        clean.remove_orphans()
    for item in list(todo):
        if reason := lacks(read_scenario(item[0])):
            skipped += 1
            todo.remove(item)
            print(f"skipped {item[0].stem}: {reason}")
    try:
        passed, failed = run_all(todo, options, binaries)
    except KeyboardInterrupt:
        print("interrupted")
        return 130
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0
