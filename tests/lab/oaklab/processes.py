"""Processes of a scenario that own a port, as NetManager would, and what they noticed."""

import collections
import json
import os
import pathlib
import subprocess

from . import brokers, namespaces
from .faults import fill_in
from .namespaces import LabError

_TOOLS = pathlib.Path(__file__).parent.parent / "tools"
_LISTENER, _SERVICE = _TOOLS / "listener.py", _TOOLS / "service.py"
_CONTAINER = _TOOLS / "container.py"
_IDLE, _DEAF, _FLOOD = _TOOLS / "idle.py", _TOOLS / "deaf.py", _TOOLS / "flood.py"
NO_PORT = "nothing"  # what a program listens on that only runs
_SLOW_LINK = _TOOLS / "slow_link.py"
_TO_ANOTHER = {"connects": _TOOLS / "clients.py", "passes_to": _TOOLS / "relay.py"}
# What a question may ask for; everything else may change something (docs/catalogue.md).
_HARMLESS = ("/", "/api/clusters/", "/docs/openapi.json", "/api/cluster/status")
_DATAGRAMS_MAX = 50  # that one source may send a live tunnel in a check
_OPEN_SECONDS_MAX = 2.0  # a second, and what a busy machine adds


class Owner:
    """One process that holds a port on a machine of the lab."""

    def __init__(self, scenario, lab, keys, log):
        self.machine, self.port = keys["machine"], keys["listen"]
        self._connected = "connected_to" in keys
        self._connections_max = keys.get("connections_max")
        self._askers_max = keys.get("askers_max")
        self._may_be_reset = keys.get("may_be_reset", False)
        self._lab, self._log = lab, log
        address = fill_in(keys.get("address", "0.0.0.0"), scenario, lab)
        protocol, number = self.port.split("/") if self.port != NO_PORT else (None, None)
        self._observed = "--observe" in scenario.options
        name = keys.get("as", "NetManager")
        to_another = next((key for key in _TO_ANOTHER if key in keys), None)
        if "floods" in keys:
            peer, peer_port = fill_in(keys["floods"], scenario, lab).rsplit(":", 1)
            words = [str(_FLOOD), name, peer, peer_port]
        elif protocol is None:
            words = [str(_IDLE), name]
        elif keys.get("deaf"):
            words = [str(_DEAF), address, number, name]
        elif to_another:
            peer, peer_port = fill_in(keys[to_another], scenario, lab).rsplit(":", 1)
            words = [str(_TO_ANOTHER[to_another]), address, number, str(log), name, peer, peer_port]
        elif "serves" in keys:
            words = [str(_SERVICE), keys["serves"], address, number, str(log), name]
        else:
            peer = fill_in(keys.get("connected_to", ""), scenario, lab)
            words = [str(_LISTENER), protocol, address, number, str(log), name, peer]
        self._contained = "container" in keys
        self._holds_port = self.port != NO_PORT and not self._connected and not self._contained
        if self._contained:
            words = [str(_CONTAINER), keys["container"], self._own_etc(scenario, lab, keys), *words]
        command = lab.command(self.machine, words)
        # The lab's own proxies are none of the deployment's.
        environment = {name: value for name, value in os.environ.items()
                       if not name.lower().endswith("_proxy")}
        environment |= {name: fill_in(str(value), scenario, lab)
                        for name, value in keys.get("environment", {}).items()}
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                                         stdin=subprocess.DEVNULL,
                                         env=environment)
        if self._process.stdout.readline() != "ready\n":
            raise LabError(f"{self.machine}: could not hold {self.port}")

    def _own_etc(self, scenario, lab, keys):
        """The directory with what the container has of its own in /etc; empty: nothing."""
        if "etc" not in keys:
            return ""
        directory = self._log.with_suffix(".etc")
        directory.mkdir()
        for name, content in keys["etc"].items():
            (directory / name).write_text(fill_in(content, scenario, lab))
        return str(directory)

    @property
    def pid(self):
        return self._process.pid

    def complaints(self):
        """What a live node would have noticed of the check; empty if nothing."""
        found = []
        if self._process.poll() is not None:
            found.append(f"the owner of {self.port} on {self.machine} has died")
        elif self._holds_port and self.port not in self._lab.bound_ports(self.machine):
            found.append(f"{self.machine} lost its {self.port}")
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        datagrams = collections.Counter(json.loads(line).get("from") for line in lines)
        found += [f"{self.machine} {self.port} got {count} datagrams from {peer}"
                  for peer, count in datagrams.items() if peer and count > _DATAGRAMS_MAX]
        askers = {json.loads(line).get("asked_by") for line in lines} - {None}
        if self._askers_max is not None and len(askers) > self._askers_max:
            found.append(f"{self.machine} {self.port} was asked by {', '.join(sorted(askers))}")
        for line in lines:
            event = json.loads(line)
            found += self._question_complaints(event)
            if "size" in event and event["size"] == 0:
                found.append(f"{self.machine} {self.port} got an empty datagram")
            elif "first" in event and event["first"] >> 4 in (4, 6):
                found.append(f"{self.machine} {self.port} got a datagram that looks like IP: "
                             f"0x{event['first']:02x}")
            elif self._connections_max is not None and \
                    event.get("open", 0) > self._connections_max:
                found.append(f"{self.machine} {self.port} had {event['open']} connections open")
        return found

    def _question_complaints(self, event):
        """Of what a service was asked, and how it was left."""
        where = f"{self.machine} {self.port}"
        found = []
        if "asked" in event and self._observed:
            found.append(f"{where} was asked for {event['asked']}, though only observed")
        elif event.get("asked", "/") not in _HARMLESS:
            found.append(f"{where} was asked for {event['asked']}")
        if event.get("ended") == "reset" and not self._may_be_reset:
            found.append(f"{where}: a connection was reset")
        if event.get("seconds", 0) > _OPEN_SECONDS_MAX:
            found.append(f"{where}: a connection was open for {event['seconds']} s")
        if event.get("goodbye") is False:
            found.append(f"{where} was left without a goodbye")
        return found

    def end(self):
        namespaces.end([self.pid])
        self._process.wait()
        self._process.stdout.close()


class SlowLink:
    """What makes a router slow; nobody complains of anything."""

    def __init__(self, lab, machine, milliseconds):
        self._process = subprocess.Popen(
            lab.command(machine, [str(_SLOW_LINK), str(milliseconds)]),
            stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
        self.machine, self.pid = machine, self._process.pid
        if self._process.stdout.readline() != "ready\n":
            raise LabError(f"{machine}: could not be made slow")

    def complaints(self):
        return [] if self._process.poll() is None else [f"{self.machine} is slow no more"]

    def end(self):
        namespaces.end([self.pid])
        self._process.wait()
        self._process.stdout.close()


def start(scenario, lab, run_directory):
    owners = []
    try:
        for machine, faults in scenario.faults.items():
            if "delay_ms" in faults:
                owners.append(SlowLink(lab, machine, faults["delay_ms"]))
        for number, keys in enumerate(scenario.processes):
            log = pathlib.Path(run_directory, f"owner-{number}.log")
            kind = brokers.Broker if keys.get("serves") in brokers.KINDS else Owner
            owners.append(kind(scenario, lab, keys, log))
    except BaseException:
        for owner in owners:
            owner.end()
        raise
    return owners
