"""Faults as they are in the world: nftables rules, routes taken away, kernel settings."""

import pathlib
import re
import shlex
import subprocess
import tempfile

from . import namespaces
from .topology import ScenarioError

_XDP_DROP = pathlib.Path(__file__).parent.parent / "tools" / "xdp_drop.c"
_HOOKS = ("prerouting", "input", "forward", "output", "postrouting")


def fill_in(text, scenario, lab):
    """{w1} becomes that machine's address, {w1.6} its IPv6 one. Other braces stay: nftables has
    its own, with spaces inside."""
    def address(match):
        name, six = match[1], match[2]
        if name not in scenario.topology.machines:
            return match[0]
        if lab.kind == "loopback":
            return lab.address(name)
        machine = scenario.topology.machines[name]
        return machine.ipv6 if six else machine.ipv4
    return re.sub(r"\{([\w-]+)(\.6)?\}", address, text)


def plant(scenario, lab):
    for name, faults in scenario.faults.items():
        if ruleset := _ruleset(name, faults):
            lab.execute(name, ["nft", "-f", "-"], fill_in(ruleset, scenario, lab))
        for key, value in faults.get("sysctl", {}).items():
            namespaces.write_sysctls(lab.namespace(name), {key: value})
        if "xdp" in faults:
            _attach_xdp(lab, name, faults["xdp"])
        for command in faults.get("run", []):
            lab.execute(name, shlex.split(fill_in(command, scenario, lab)))


def _attach_xdp(lab, name, interface):
    with tempfile.NamedTemporaryFile(suffix=".o") as program:
        subprocess.run(["clang", "-O2", "-g", "-target", "bpf", "-c", str(_XDP_DROP), "-o", program.name],
                       check=True)
        lab.execute(name, ["ip", "link", "set", "dev", interface, "xdpgeneric", "obj", program.name,
                           "sec", "xdp"])


def _ruleset(name, faults):
    """One table; `input: [rule, …]` is a filter chain, `nat: {prerouting: [rule, …]}` a NAT one."""
    chains = [_chain(f"filter-{hook}", f"type filter hook {hook} priority 0", faults[hook])
              for hook in _HOOKS if hook in faults]
    for hook, rules in faults.get("nat", {}).items():
        if hook not in _HOOKS:
            raise ScenarioError(f"faults of {name}: no hook {hook}")
        priority = -100 if hook in ("prerouting", "output") else 100
        chains.append(_chain(f"nat-{hook}", f"type nat hook {hook} priority {priority}", rules))
    table = "table inet lab {\n" + "\n".join(chains) + "\n}\n" if chains else ""
    return table + faults.get("nft", "")


def _chain(name, head, rules):
    lines = "\n".join(f"    {rule}" for rule in ([rules] if isinstance(rules, str) else rules))
    return f"  chain {name} {{\n    {head};\n{lines}\n  }}"
