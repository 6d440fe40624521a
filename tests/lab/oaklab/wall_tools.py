"""The firewalls that load what `oakprobe firewall` makes, as walled.py plays them."""

import os
import pathlib
import re
import shutil
import subprocess
import time

from .namespaces import LabError

_RULE = re.compile(r'(?:dport|proto-dst|ctorigdstport) (\d+).*comment "?([\w.,-]+)')
_NO_FLOWS = ("ssh", "DHCP")
_UFW_DEFAULTS = """IPV6=yes
DEFAULT_INPUT_POLICY="DROP"
DEFAULT_OUTPUT_POLICY="ACCEPT"
DEFAULT_FORWARD_POLICY="DROP"
DEFAULT_APPLICATION_POLICY="SKIP"
MANAGE_BUILTINS=no
IPT_SYSCTL=/etc/ufw/sysctl.conf
IPT_MODULES=""
"""
_START_SECONDS = 60.0


class _Tool:
    """One firewall on all hosts of a lab: `run(node, command)` runs there, and returns what it
    says."""

    suffix = ""
    programs = ("nft",)
    reads_plainly = False  # what its rules let in follows from them alone
    docker = "iptables -w -N DOCKER-USER && iptables -w -I FORWARD -j DOCKER-USER"

    def __init__(self, lab, directory):
        self.lab, self.directory = lab, directory

    def run(self, node, command):
        return self.lab.execute(node, command)

    def prepare(self, node):
        """What this firewall is before anything of ours is in it."""

    def load(self, node, file):
        self.run(node, ["sh", file])

    def remove(self, node, file):
        self.run(node, ["sh", file, "remove"])

    def ruleset(self, node):
        """Without the counters that iptables' rules have."""
        return self.run(node, ["nft", "-s", "list", "ruleset"])

    def rules(self, node, file):
        """{(port, flows): [the commands that delete it]} of the loaded file."""
        found = {}
        for text, command in self.lines(node, file):
            if (rule := _RULE.search(text)) and rule[2] not in _NO_FLOWS:
                found.setdefault(rule.groups(), []).append(command)
        return found

    def chain_lines(self, node, prefix):
        lines = self.run(node, ["iptables", "-w", "-S"]).splitlines()
        return [(line, ["sh", "-c", "iptables -w -D " + line.removeprefix("-A ")])
                for line in lines if line.startswith(f"-A {prefix}")]


class _Nftables(_Tool):
    format, suffix = "nftables", ".nft"
    reads_plainly = True
    docker = "true"

    def load(self, node, file):
        self.run(node, ["nft", "-f", file])

    def remove(self, node, file):
        self.run(node, ["nft", "delete", "table", "inet", "oakprobe"])

    def lines(self, node, _file):
        found, chain = [], None
        for line in self.run(node, ["nft", "-a", "list", "table", "inet", "oakprobe"]).splitlines():
            if words := re.match(r"\s*chain (\S+) {", line):
                chain = words[1]
            elif handle := re.search(r"# handle (\d+)", line):
                found.append((line, ["nft", "delete", "rule", "inet", "oakprobe", chain, "handle",
                                     handle[1]]))
        return found


class _Iptables(_Tool):
    format, suffix = "iptables", ".iptables.sh"
    reads_plainly = True
    programs = ("iptables", "ip6tables")

    def lines(self, node, _file):
        return self.chain_lines(node, "OAKPROBE")


class _Legacy(_Iptables):
    """The kernel's older tables, by the same names."""
    programs = ("iptables-legacy", "ip6tables-legacy")

    def __init__(self, lab, directory):
        super().__init__(lab, directory)
        self._path = directory / "legacy"
        self._path.mkdir()
        for name in ("iptables", "ip6tables"):
            for end in ("", "-restore", "-save"):
                (self._path / (name + end)).symlink_to(shutil.which(f"{name}-legacy{end}"))

    def run(self, node, command):
        return super().run(node, ["env", f"PATH={self._path}:{os.environ['PATH']}", *command])

    def ruleset(self, node):
        return "".join(self.run(node, [tool, "-w", "-S"]) for tool in ("iptables", "ip6tables"))


class _Ufw(_Tool):
    format, suffix = "ufw", ".ufw.sh"
    programs = ("ufw", "iptables", "ip6tables")

    def prepare(self, node):
        for file in pathlib.Path("/etc/ufw").iterdir():
            if file.is_file():
                self.lab.write_file(node, f"ufw/{file.name}", file.read_text())
        self.lab.write_file(node, "ufw/applications.d/none", "")
        self.lab.write_file(node, "default/ufw", _UFW_DEFAULTS)
        # With the first rule it writes some of its own that the package's files lack.
        for words in ("allow 9/tcp", "--force delete allow 9/tcp", "--force enable"):
            self.run(node, ["ufw", *words.split()])

    def run(self, node, command):
        """ufw's lock is one for the whole machine."""
        return super().run(node, ["unshare", "--mount", "sh", "-c",
                                  'mount -t tmpfs none /run && exec "$@"', "sh", *command])

    def ruleset(self, node):
        kept = self.run(node, ["cat", "/etc/ufw/user.rules", "/etc/ufw/user6.rules"])
        return super().ruleset(node) + kept

    def lines(self, node, _file):
        found = self.chain_lines(node, "OAKDOCKER")
        for line in self.run(node, ["ufw", "show", "added"]).splitlines():
            if rule := re.fullmatch(r"ufw (allow .*) comment 'oakprobe (.*)'", line):
                port = re.search(r"port (\d+)|(\d+)/", rule[1])
                found.append((f"dport {port[1] or port[2]} comment {rule[2]}",
                              ["ufw", "--force", "delete", *rule[1].split()]))
        return found


class _Firewalld(_Nftables):
    """Each with a bus of its own. What Docker publishes is in a table of nftables."""
    format, suffix = "firewalld", ".firewalld.sh"
    reads_plainly = False
    programs = ("firewalld", "firewall-cmd", "dbus-daemon")

    def __init__(self, lab, directory):
        super().__init__(lab, directory)
        self._running = set()

    def prepare(self, node):
        config = pathlib.Path("/etc/firewalld/firewalld.conf").read_text()
        self.lab.write_file(node, "firewalld/firewalld.conf", config)
        bus = self.directory / f"{node}.dbus.conf"
        bus.write_text(
            f"<busconfig><type>system</type><listen>{self._bus(node)}</listen><policy "
            'context="default"><allow user="*"/><allow own="*"/><allow eavesdrop="true"/>'
            '<allow send_destination="*" eavesdrop="true"/></policy></busconfig>\n')
        self._start(node, ["dbus-daemon", "--nofork", "--nopidfile", f"--config-file={bus}"])
        # It waits for its bus by itself for too short a time.
        self._wait(node, lambda: (self.directory / f"{node}.bus").exists())
        self._start(node, ["firewalld", "--nofork", "--nopid", "--log-target=console"])

    def run(self, node, command):
        return super().run(node, self._on_bus(node, command))

    def load(self, node, file):
        _Tool.load(self, node, file)

    def remove(self, node, file):
        _Tool.remove(self, node, file)

    def ruleset(self, node):
        """By its tables: with each reload firewalld's comes last."""
        self._wait(node, lambda: node in self._running or self._state(node) == "running\n")
        self._running.add(node)
        files = self.run(node, ["sh", "-c", "find /etc/firewalld -type f | sort | xargs cat"])
        return "".join(sorted(re.split(r"^(?=table )", super().ruleset(node), flags=re.M))) + files

    def lines(self, node, file):
        """A rule has no comment; the policy's description says what it is for."""
        told = re.findall(r"^    (\d+)/(\w+) (\S+): (\S+)", pathlib.Path(file).read_text(), re.M)
        flows = {tuple(rule): names for *rule, names in told}
        tables = self.run(node, ["nft", "list", "tables"])
        found = super().lines(node, file) if "inet oakprobe" in tables else []
        listed = self.run(node, ["firewall-cmd", "--policy=oakprobe", "--list-rich-rules"])
        for line in listed.splitlines():
            port, protocol = re.search(r'port port="(\d+)" protocol="(\w+)"', line).groups()
            peers = re.search(r'ipset="oakprobe-(\S+)-[46]"', line)
            rule = port, protocol, peers[1] if peers else "anyone"
            found.append((f"dport {port} comment {flows[rule]}",
                          ["firewall-cmd", "--policy=oakprobe", f"--remove-rich-rule={line}"]))
        return found

    def _bus(self, node):
        return f"unix:path={self.directory}/{node}.bus"

    def _on_bus(self, node, command):
        return ["env", f"DBUS_SYSTEM_BUS_ADDRESS={self._bus(node)}", *command]

    def _start(self, node, command):
        """It ends with its host."""
        with open(self.directory / f"{node}.{command[0]}.log", "w") as log:
            subprocess.Popen(self.lab.command(node, self._on_bus(node, command)), stdout=log,
                             stderr=log, stdin=subprocess.DEVNULL)

    def _state(self, node):
        try:
            return self.run(node, ["firewall-cmd", "--state"])
        except LabError:
            return ""

    def _wait(self, node, is_there):
        deadline = time.monotonic() + _START_SECONDS
        while not is_there():
            if time.monotonic() > deadline:
                raise LabError(f"{node}: firewalld does not start")
            time.sleep(0.05)


TOOLS = {"nftables": _Nftables, "iptables": _Iptables, "iptables-legacy": _Legacy, "ufw": _Ufw,
         "firewalld": _Firewalld}


def missing(name):
    """The programs of this one that are not installed."""
    return [program for program in TOOLS[name].programs if not shutil.which(program)]
