"""Hosts whose packet filter stops a path, and the rule that a report names for it."""

import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import time

import yaml

from . import faults, inventory, namespaces, runner
from .netns_lab import NetnsLab
from .scenario import Scenario
from .topology import ScenarioError, only_keys, read_topology

_TABLE = pathlib.Path(__file__).parent.parent / "rulesets.yaml"
_KEYS = "name rule policy line text owner needs tool trace flow faults"
_TOPOLOGY = {"base": "small", "hosts": {"w3": None}}
_CHECK_SECONDS = 90.0
_TARGETS = {"worker-tunnel": "w2", "worker-mqtt": "edge-a"}


def rulesets():
    """All of the table, and of each the program that is missing, or None."""
    rows = yaml.safe_load(_TABLE.read_text())
    for row in rows:
        only_keys(row, _KEYS, row.get("name", "a ruleset"))
    if len({row["name"] for row in rows}) != len(rows):
        raise ScenarioError("two rulesets of one name")
    return [(row, next((p for p in row.get("needs", ()) if not shutil.which(p)), None))
            for row in rows]


def play(row, binaries, directory):
    """What is wrong, as lines."""
    with _Filtered(row, binaries, directory) as lab:
        lab.plant()
        before, planted = lab.ruleset(), lab.planted()
        errors = []
        for options in ([], ["--trace-firewall"]):
            told = lab.check(options)
            errors += [f"{' '.join(options) or 'without a trace'}: {error}"
                       for error in _judge(row, told, planted, bool(options))]
            if (after := lab.ruleset()) != before:
                errors.append(f"the ruleset is another one after {options}:\n{before}--- now\n{after}")
        return errors + [f"a sanitizer spoke: {path}" for path in directory.glob("sanitizer.*")]


def play_killed(row, binaries, directory):
    """So, of agents that are killed while the kernel traces for them."""
    with _Filtered(row, binaries, directory) as lab:
        lab.plant()
        before = lab.ruleset()
        check = lab.start(["--trace-firewall"])
        try:
            traced = lab.wait_for(lambda: lab.ruleset() != before)
            for pid, machine in lab.processes().items():
                if machine == lab.at:
                    os.kill(pid, signal.SIGKILL)
            same = lab.wait_for(lambda: lab.ruleset() == before)
        finally:
            check.wait(_CHECK_SECONDS)
        errors = [] if traced else ["no trace was seen"]
        if not same:
            errors.append(f"the ruleset is another one after SIGKILL:\n{lab.ruleset()}")
        return errors


def _judge(row, told, planted, traced):
    details = told.get("firewall_rule_details")
    if not details:
        wanted = traced and row.get("trace", True)
        return [f"no rule is named: {told['status']}, {told.get('cause')}, "
                f"{told.get('where') or told.get('where_any')}; {told['message']}"] if wanted else []
    errors = []
    place = " ".join(details[key] for key in ("family", "table", "chain"))
    if place != row["rule"] or details["policy"] != row.get("policy", False):
        errors.append(f"named {told['firewall_rule']}, planted in {row['rule']}")
    elif planted and details.get("handle") not in (None, planted):
        errors.append(f"named {told['firewall_rule']}, planted with handle {planted}")
    elif "text" in row and row["text"] not in details.get("text", ""):
        errors.append(f"named {told['firewall_rule']}, planted with {row['text']}")
    if "owner" in row and details.get("owner") != row["owner"]:
        errors.append(f"owner is {details.get('owner')}, not {row['owner']}")
    if told["firewall_rule"] not in told["message"]:
        errors.append(f"not in the message: {told['message']}")
    return errors


class _Filtered:
    """A deployment with one host's packet filter planted."""

    def __init__(self, row, binaries, directory):
        self._row, self._binaries, self._directory = row, binaries, directory
        self.at = next(iter(row["faults"]))
        self._flow = row.get("flow", "worker-tunnel")
        self._scenario = Scenario(
            name=row["name"], why="A ruleset.", topology=read_topology(_TOPOLOGY), kinds=["netns"],
            faults={self.at: {**row["faults"][self.at], "run": []}})
        self._lab = NetnsLab(self._scenario.topology)
        self._inventory = str(directory / "inventory.yaml")

    def __enter__(self):
        try:
            self._lab.build()
            inventory.write_inventory(
                inventory.make_inventory(self._scenario, self._lab, self._binaries,
                                         self._directory), self._inventory, ["A ruleset."])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._row.get("tool") == "fail2ban":
            subprocess.run(["fail2ban-client", "-s", str(self._directory / "socket"), "stop"],
                           capture_output=True)
        self._lab.take_down()

    def plant(self):
        if tool := self._row.get("tool"):
            getattr(self, f"_prepare_{tool}")()
        faults.plant(self._scenario, self._lab)
        for command in self._row["faults"][self.at].get("run", []):
            text = command.replace("{directory}", str(self._directory))
            words = shlex.split(faults.fill_in(text, self._scenario, self._lab))
            if self._row.get("tool") == "ufw":  # its lock is one for the whole machine
                words = ["unshare", "--mount", "sh", "-c",
                         'mount -t tmpfs none /run && exec "$@"', "sh", *words]
            self._lab.execute(self.at, words)

    def _prepare_ufw(self):
        for file in pathlib.Path("/etc/ufw").iterdir():
            if file.is_file():
                self._lab.write_file(self.at, f"ufw/{file.name}", file.read_text())
        self._lab.write_file(self.at, "ufw/applications.d/none", "")

    def _prepare_fail2ban(self):
        """Its own nftables action, and a jail that reads no log of its own accord."""
        place = self._directory
        for part in ("action.d", "filter.d"):
            (place / part).mkdir()
        shutil.copy("/etc/fail2ban/action.d/nftables.conf", place / "action.d")
        (place / "filter.d/none.conf").write_text("[Definition]\nfailregex = ^none <HOST>$\n")
        (place / "log").write_text("")
        (place / "fail2ban.conf").write_text(
            f"[Definition]\nloglevel = INFO\nlogtarget = {place}/fail2ban.log\ndbfile = None\n"
            f"syslogsocket = auto\nsocket = {place}/socket\npidfile = {place}/pid\n"
            "dbpurgeage = 1d\ndbmaxmatches = 10\nallowipv6 = no\n")
        (place / "jail.conf").write_text(
            f"[tunnels]\nenabled = true\nfilter = none\nbackend = polling\nlogpath = {place}/log\n"
            "action = nftables[name=tunnels, port=50103, protocol=udp]\n"
            "bantime = 1h\nmaxretry = 5\nfindtime = 10m\nmaxmatches = 5\nusedns = no\n"
            "ignoreself = false\nlogencoding = utf-8\n")

    def ruleset(self):
        """Without what it counted."""
        return self._lab.execute(self.at, ["nft", "-s", "list", "ruleset"])

    def planted(self):
        """The handle of the rule that is to be named; None: it is known otherwise."""
        text = self._lab.execute(self.at, ["nft", "-a", "-s", "list", "ruleset"])
        line = self._row.get("line", "planted")
        found = re.search(rf"(?:{line}).*# handle (\d+)", text)
        return int(found[1]) if found else None

    def start(self, options):
        target = _TARGETS[self._flow]
        report = self._directory / "report.json"
        report.unlink(missing_ok=True)
        return subprocess.Popen(
            [str(self._binaries / "oakprobe"), "check", self._inventory, "--source", "w1",
             "--target", target, "--flow", self._flow, "--attempts", "2", "--timeout", "500",
             "--quiet", "--json", str(report), *options],
            stdout=subprocess.DEVNULL, stderr=open(self._directory / "errors", "a"),
            env=runner.check_environment(self._directory))

    def check(self, options):
        """The path, as the report has it."""
        self.start(options).wait(_CHECK_SECONDS)
        report = json.loads((self._directory / "report.json").read_text())
        return report["paths"][0]

    def processes(self):
        return self._lab.processes()

    @staticmethod
    def wait_for(is_so, seconds=30.0):
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True
