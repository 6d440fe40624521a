"""The inventory file that a scenario's machines make, as a person would have written it."""

import pathlib
import platform

import yaml

from .faults import fill_in

TOOLS = pathlib.Path(__file__).parent.parent / "tools"
_DELIVERED = pathlib.Path(__file__).parents[3] / "build/bin/agents"
ARM64_AGENT = _DELIVERED / "oakprobe-agent-aarch64"
STATIC_AGENT = _DELIVERED / f"oakprobe-agent-{platform.machine()}"
ARM64_EMULATOR = "qemu-aarch64"


def make_inventory(scenario, lab, binaries, run_directory, ssh=None, without_tap=None):
    nodes = [_node(scenario, lab, name, machine, binaries, run_directory, ssh, without_tap)
             for name, machine in scenario.topology.hosts.items()]
    extra = _filled(scenario.inventory, scenario, lab)
    for node in nodes:
        node.update((extra.get("nodes") or {}).get(node["name"], {}))
    extra.pop("nodes", None)
    return {"version": 1, **extra, "nodes": nodes}


def write_inventory(inventory, path, heading):
    lines = "".join(f"# {line}\n" for line in heading)
    body = yaml.dump(inventory, sort_keys=False, default_flow_style=None, width=100)
    pathlib.Path(path).write_text(lines + body)


def _node(scenario, lab, name, machine, binaries, run_directory, ssh, without_tap):
    node = {"name": name, "address": machine.ipv6 if scenario.family == 6 else machine.ipv4}
    if lab.kind == "loopback":
        node["address"] = node["bind"] = lab.address(name)
    node.update(machine.inventory)
    program = str(binaries / "oakprobe-agent")
    if lab.kind == "loopback":
        program = _marked(program, run_directory, name)
    words = [*_renamed(scenario.host_names.get(name)), program, "--stdio", *(["--without-tap", without_tap] if without_tap else [])]
    node["agent"] = _agent(scenario.agents.get(name, scenario.agents.get("*")), lab, name, words)
    if ssh and name in ssh.hosts:
        node["agent"] = {"command": ssh.transport(name)}
        if "--push" not in scenario.options:
            node["agent"]["push"] = True
        if sudo := (scenario.ssh["hosts"][name] or {}).get("sudo"):
            node["agent"]["sudo"] = "ask" if sudo == "password" else sudo
    if machine.absent:
        node["agent"] = "none"
    return node


def _renamed(host_name):
    """As a container is: with a host name, and a UTS namespace, of its own."""
    if not host_name:
        return []
    return ["unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"', host_name]


def _marked(program, run_directory, name):
    """A link of the lab's own, so that a process of this lab is known by its command line."""
    link = pathlib.Path(run_directory, name, "oakprobe-agent")
    link.parent.mkdir(exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(program)
    return str(link)


def _agent(how, lab, name, program):
    """how: what a scenario's `agents` says of this machine; None: an agent that works."""
    if how in ("none", "local"):
        return how
    if how == "no-command":
        return {"command": ["/nowhere/oakprobe-agent", "--stdio"]}
    if isinstance(how, dict) and "runs_on" in how:  # the name leads to another machine
        return {"command": lab.command(how["runs_on"], program)}
    if isinstance(how, dict) and "wrap" in how:
        mode, frames = how["wrap"]
        if mode == "starve":  # a sanitizer needs descriptors of its own
            program = [str(STATIC_AGENT), *program[1:]]
        wrapper = [str(TOOLS / "agent_wrapper.py"), mode, str(frames)]
        return {"command": lab.command(name, [*wrapper, *program])}
    commands = {
        None: program,
        # Root without a single capability: may read what root may, and open no tap.
        "unprivileged": ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *program],
        # So, but for the one that lets it into the networks of containers.
        "stays-outside": ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin",
                          *program],
        "arm64": [ARM64_EMULATOR, str(ARM64_AGENT), "--stdio"],
        "missing": ["/nowhere/oakprobe-agent", "--stdio"],
        "hang": ["sleep", "1000"],
        "garbage": ["yes", "this is no agent"],
        "quits": ["sh", "-c", "echo Permission denied >&2; exit 255"],
    }
    return {"command": lab.command(name, how["command"] if isinstance(how, dict)
                                   else commands[how])}


def _filled(value, scenario, lab):
    if isinstance(value, str):
        return fill_in(value, scenario, lab)
    if isinstance(value, list):
        return [_filled(item, scenario, lab) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, scenario, lab) for key, item in value.items()}
    return value
