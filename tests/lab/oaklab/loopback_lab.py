"""The same machines on 127.0.0.0/8: one agent process a machine, no root, no firewall."""

import os
import pathlib

from . import namespaces
from .namespaces import LabError


class LoopbackLab:
    """Each lab has a block of 256 addresses of its own, drawn from its process id. A machine's
    address there has the last number of its IPv4 address in the topology."""

    kind = "loopback"

    def __init__(self, topology, run_directory):
        self.topology = topology
        block = os.getpid() % 50_000
        self._block = f"127.{16 + block // 250}.{1 + block % 250}"
        self._marker = str(run_directory)

    def address(self, name):
        return f"{self._block}.{self.topology.machines[name].ipv4.split('.')[-1]}"

    def build(self):
        numbers = [self.address(name) for name in self.topology.hosts]
        if len(set(numbers)) != len(numbers):
            raise LabError("two machines have the same last number: not for the loopback lab")

    def command(self, _name, command):
        return list(command)

    def execute(self, name, command, text=None):
        raise LabError(f"{name}: there are no firewalls and routes of its own on loopback")

    write_file = execute

    def bound_ports(self, name):
        return namespaces.bound_ports(address=self.address(name))

    def processes(self):
        """What a check of this lab started: known by the environment that the check was given, or
        by the link that its agent was started through."""
        found = {}
        for entry in os.scandir("/proc"):
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            agent = next((word for word in namespaces.command_line(entry.name).split()
                          if word.startswith(self._marker) and word.endswith("/oakprobe-agent")),
                         None)
            if agent:
                found[int(entry.name)] = pathlib.Path(agent).parent.name
            elif namespaces.lab_mark(entry.name) == (os.getpid(), self._marker):
                found[int(entry.name)] = "?"
        return found

    def take_down(self):
        namespaces.end(self.processes())
