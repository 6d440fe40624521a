"""What machines there are and how they are cabled, read from a scenario (docs/lab.md)."""

import dataclasses
import ipaddress
import pathlib
import re

import yaml

TOPOLOGIES = pathlib.Path(__file__).parent.parent / "topologies"
_INTERFACE_CHARS_MAX = 15  # IFNAMSIZ


class ScenarioError(Exception):
    """A scenario file is wrong; the text is for a person."""


def only_keys(mapping, allowed, where):
    """Refuses a misspelled key: it would silently be no fault at all."""
    if not isinstance(mapping, dict):
        raise ScenarioError(f"{where}: a map is wanted")
    if unknown := set(mapping) - set(allowed.split()):
        raise ScenarioError(f"{where}: unknown key {', '.join(map(str, sorted(unknown)))}; "
                            f"known: {allowed}")


@dataclasses.dataclass
class Attachment:
    """One cable: a machine's interface on a switch."""
    switch: str
    interface: str
    ipv4: str = ""
    ipv6: str = ""


@dataclasses.dataclass
class Machine:
    name: str
    attachments: list[Attachment]
    router: bool = False
    absent: bool = False  # in the inventory only: nobody has the address
    inventory: dict = dataclasses.field(default_factory=dict)  # roles, cluster, tags …

    @property
    def ipv4(self):
        return self.attachments[0].ipv4

    @property
    def ipv6(self):
        return self.attachments[0].ipv6


@dataclasses.dataclass
class Switch:
    name: str
    net: ipaddress.IPv4Network
    net6: ipaddress.IPv6Network

    def ipv6_beside(self, ipv4):
        """An IPv6 address with the same last number in decimal: .31 goes with ::31."""
        return str(ipaddress.ip_address(f"{self.net6.network_address}{ipv4.split('.')[-1]}"))


@dataclasses.dataclass
class Topology:
    switches: dict[str, Switch]
    machines: dict[str, Machine]

    @property
    def hosts(self):
        return {name: m for name, m in self.machines.items() if not m.router}

    def router_of(self, switch):
        """The attachment of the router that hosts on this switch use, or None."""
        for machine in self.machines.values():
            for attachment in machine.attachments if machine.router else []:
                if attachment.switch == switch:
                    return attachment
        return None


def read_topology(source):
    """source: the name of a file in topologies/, or a map, perhaps with `base`."""
    text = merge_base(source)
    only_keys(text, "switches routers hosts", "topology")
    switches = {name: Switch(name, ipaddress.ip_network(keys["net"]),
                             ipaddress.ip_network(keys["net6"]))
                for name, keys in text["switches"].items()}
    machines = {}
    for name, cables in (text.get("routers") or {}).items():
        machines[name] = Machine(name, [_attach(switches, switch, switch, address, name)
                                        for switch, address in cables.items()], router=True)
    for name, keys in text["hosts"].items():
        if keys:
            machines[name] = _host(switches, name, dict(keys))
    for name in (*switches, *machines):
        if not re.fullmatch(r"[\w.-]+", name) or len(name) > _INTERFACE_CHARS_MAX:
            raise ScenarioError(f"topology: {name!r} is no name of at most 15 characters")
    return Topology(switches, machines)


def merge_base(source):
    """A host given as null is taken out of the base."""
    if isinstance(source, str):
        return yaml.safe_load((TOPOLOGIES / f"{source}.yaml").read_text())
    base = source.get("base")
    if not base:
        return source
    merged = merge_base(base)
    for part in ("switches", "routers", "hosts"):
        merged.setdefault(part, {})
        for name, keys in (source.get(part) or {}).items():
            merged[part][name] = keys and {**(merged[part].get(name) or {}), **keys}
    only_keys(source, "base switches routers hosts", "topology")
    return merged


def _host(switches, name, keys):
    only_keys(keys, "switch address also absent roles cluster tags", f"host {name}")
    attachments = [_attach(switches, keys.pop("switch"), "eth0", keys.pop("address"), name)]
    for switch, address in keys.pop("also", {}).items():
        attachments.append(
            _attach(switches, switch, f"eth{len(attachments)}", address, name))
    return Machine(name, attachments, absent=keys.pop("absent", False), inventory=keys)


def _attach(switches, switch, interface, address, name):
    if switch not in switches:
        raise ScenarioError(f"{name}: there is no switch {switch}")
    if ipaddress.ip_address(address) not in switches[switch].net:
        raise ScenarioError(f"{name}: {address} is not in {switches[switch].net}")
    return Attachment(switch, interface, address, switches[switch].ipv6_beside(address))
