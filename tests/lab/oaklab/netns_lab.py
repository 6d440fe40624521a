"""A topology as network namespaces: one a machine, and one with all the switches (bridges)."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import tempfile
import time

from . import namespaces
from .namespaces import LabError, run

_SWITCHES = "switches"
# Directories that the lab makes under /etc when missing, and removes when empty.
_MOUNT_POINTS = ("netmanager", "oakestra", "iptables")
_LOGS = "/var/log/oakestra"


class NetnsLab:
    """Machines of one scenario. Nothing leaves it: no interface leads out of its namespaces."""

    kind = "netns"

    def __init__(self, topology):
        self.topology = topology
        self.prefix = f"oak{os.getpid()}-"
        self._etc = []  # directories made in /etc/netns
        self._logs = {}  # by machine: what it sees as /var/log/oakestra

    def namespace(self, name):
        return self.prefix + name

    @property
    def _all(self):
        return [self.namespace(name) for name in (_SWITCHES, *self._present)]

    @property
    def _present(self):
        return {n: m for n, m in self.topology.machines.items() if not m.absent}

    def build(self):
        run(["ip", "-batch", "-"], "".join(f"netns add {name}\n" for name in self._all))
        for name, machine in self._present.items():
            namespaces.write_sysctls(self.namespace(name), _sysctls(machine.router))
        run(["ip", "-n", self.namespace(_SWITCHES), "-batch", "-"], self._switch_batch())
        for name, machine in self._present.items():
            run(["ip", "-n", self.namespace(name), "-batch", "-"], self._machine_batch(machine))

    def _switch_batch(self):
        lines = []
        for switch in self.topology.switches.values():
            # Without snooping no neighbour discovery waits for a multicast querier.
            lines.append(f"link add {switch.name} type bridge mcast_snooping 0")
            lines.append(f"link set {switch.name} up")
        port = 0
        for name, machine in self._present.items():
            for cable in machine.attachments:
                port += 1
                lines.append(f"link add p{port} type veth peer name {cable.interface} "
                             f"netns {self.namespace(name)}")
                lines.append(f"link set p{port} master {cable.switch} up")
        return "\n".join(lines) + "\n"

    def _machine_batch(self, machine):
        lines = ["link set lo up"]
        for cable in machine.attachments:
            switch = self.topology.switches[cable.switch]
            lines += [
                f"link set {cable.interface} up",
                f"address add {cable.ipv4}/{switch.net.prefixlen} dev {cable.interface}",
                f"address add {cable.ipv6}/{switch.net6.prefixlen} dev {cable.interface} nodad",
            ]
        if not machine.router:
            lines += self._default_route(machine.attachments[0])
        return "\n".join(lines) + "\n"

    def _default_route(self, cable):
        """NetManager's rules look for one, so every host has one, if only into its own switch."""
        router = self.topology.router_of(cable.switch)
        via4 = f"via {router.ipv4}" if router else ""
        via6 = f"via {router.ipv6}" if router else ""
        return [f"route add 0.0.0.0/0 {via4} dev {cable.interface}",
                f"route add ::/0 {via6} dev {cable.interface}"]

    def execute(self, name, command, text=None):
        return run(self.command(name, command), text)

    def command(self, name, command):
        """The argument vector that runs a command on that machine."""
        bind = (["sh", "-c", f'mount --bind "$0" {_LOGS} && exec "$@"', str(self._logs[name])]
                if name in self._logs else [])
        return ["ip", "netns", "exec", self.namespace(name), *bind, *command]

    def write_log(self, name, content):
        """NetManager's log, as only this machine sees it, from the next command on."""
        self._logs[name] = pathlib.Path(tempfile.mkdtemp(prefix="oaklab-log-"))
        (self._logs[name] / "netmanager.log").write_text(content)
        with etc_lock():
            pathlib.Path(_LOGS).mkdir(parents=True, exist_ok=True)

    def touch(self, name, path):
        """As if it had been written later than the processes started: they did so this moment, and
        the agent tells no nearer times apart."""
        changed = time.time() + 0.8
        os.utime(pathlib.Path("/etc/netns", self.namespace(name), path), (changed, changed))

    def write_file(self, name, path, content):
        """A file that only this machine sees as /etc/PATH. `ip netns exec` binds what lies in
        /etc/netns/NAME over /etc, and needs something there to bind it over."""
        own = pathlib.Path("/etc/netns", self.namespace(name))
        top = pathlib.Path(path).parts[0]
        self._etc.append(own)
        with etc_lock():
            (own / path).parent.mkdir(parents=True, exist_ok=True)
            (own / path).write_text(content)
            if top in _MOUNT_POINTS:
                pathlib.Path("/etc", top).mkdir(exist_ok=True)
            elif not pathlib.Path("/etc", top).exists():
                raise LabError(f"/etc/{top} is not there to be replaced")

    def bound_ports(self, name):
        return namespaces.bound_ports(self.namespace(name))

    def processes(self):
        """{pid: machine} of everything that runs on the machines."""
        found = namespaces.pids_in(self._all)
        return {pid: name.removeprefix(self.prefix) for pid, name in found.items()}

    def take_down(self):
        namespaces.delete([n for n in self._all if os.path.exists(f"/run/netns/{n}")])
        remove_etc(self._etc)
        for log in self._logs.values():
            shutil.rmtree(log, ignore_errors=True)


@contextlib.contextmanager
def etc_lock():
    """Labs that run side by side take turns with /etc."""
    with open("/run/oakprobe-lab.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def remove_etc(directories):
    """Removes labs' directories in /etc/netns, and mount points that no lab needs any more."""
    if not directories:
        return
    with etc_lock():
        for own in directories:
            shutil.rmtree(own, ignore_errors=True)
        for top in _MOUNT_POINTS:
            needed = any(pathlib.Path("/etc/netns").glob(f"oak*/{top}"))
            place = pathlib.Path("/etc", top)
            if not needed and place.is_dir() and not any(place.iterdir()):
                place.rmdir()


def _sysctls(router):
    return {
        "net.ipv4.conf.all.rp_filter": 0,
        "net.ipv4.conf.default.rp_filter": 0,
        "net.ipv6.conf.all.accept_dad": 0,
        "net.ipv6.conf.default.accept_dad": 0,
        "net.ipv4.ip_forward": int(router),
        "net.ipv6.conf.all.forwarding": int(router),
    }
