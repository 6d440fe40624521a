"""A scenario file: machines, faults, and the verdicts that are true of them (docs/lab.md)."""

import dataclasses
import pathlib

import yaml

from . import ssh_hosts
from .topology import ScenarioError, Topology, only_keys, read_topology

SCENARIOS = pathlib.Path(__file__).parent.parent / "scenarios"
EXPLANATIONS = pathlib.Path(__file__).parent.parent / "explanations"
KINDS = ("netns", "loopback")
EXPLAIN = "explain"  # in namespaces: `oakprobe explain` of its broken pair against a kept text
_KEYS = ("name why kinds topology family faults files processes inventory agents options "
         "interrupt expect planted ssh explain host_names logs touched")
_FAULT_KEYS = "nft xdp prerouting input forward output postrouting nat sysctl run delay_ms"
_PROCESS_KEYS = ("machine listen address as serves connections_max askers_max may_be_reset connected_to "
                 "container connects passes_to environment etc deaf floods")
_EXPECT_KEYS = "default exit seconds paths nodes findings output errors report"
_PATH_KEYS = "flow source target status cause truth proved within message caveats with"


@dataclasses.dataclass
class Scenario:
    name: str
    why: str
    topology: Topology
    kinds: list[str]
    family: int = 4
    faults: dict = dataclasses.field(default_factory=dict)
    files: dict = dataclasses.field(default_factory=dict)
    processes: list = dataclasses.field(default_factory=list)
    inventory: dict = dataclasses.field(default_factory=dict)
    agents: dict = dataclasses.field(default_factory=dict)
    options: list = dataclasses.field(default_factory=list)
    interrupt: dict = dataclasses.field(default_factory=dict)
    expect: dict = dataclasses.field(default_factory=dict)
    planted: list = dataclasses.field(default_factory=list)
    ssh: dict = dataclasses.field(default_factory=dict)
    explain: list = dataclasses.field(default_factory=list)
    host_names: dict = dataclasses.field(default_factory=dict)
    logs: dict = dataclasses.field(default_factory=dict)
    touched: dict = dataclasses.field(default_factory=dict)


def read_scenario(path):
    try:
        text = yaml.safe_load(pathlib.Path(path).read_text())
        only_keys(text, _KEYS, "scenario")
        if text.get("name") != pathlib.Path(path).stem:
            raise ScenarioError("name: must be the file's name")
        for key in ("why", "topology", "expect"):
            if not text.get(key):
                raise ScenarioError(f"{key} is missing")
        topology = read_topology(text.pop("topology"))
        scenario = Scenario(topology=topology, kinds=text.pop("kinds", ["netns"]), **text)
        _check(scenario)
        return scenario
    except (ScenarioError, yaml.YAMLError, KeyError, ValueError, OSError) as error:
        raise ScenarioError(f"{path}: {error!r}" if isinstance(error, KeyError)
                            else f"{path}: {error}") from error


def _check(scenario):
    machines = scenario.topology.machines
    for name, faults in scenario.faults.items():
        only_keys(faults, _FAULT_KEYS, f"faults of {name}")
    for part in ("faults", "files", "agents", "host_names", "logs", "touched"):
        if unknown := set(getattr(scenario, part)) - set(machines) - {"*", "switches"}:
            raise ScenarioError(f"{part}: there is no machine {', '.join(unknown)}")
    for process in scenario.processes:
        only_keys(process, _PROCESS_KEYS, "process")
    only_keys(scenario.interrupt, "signal machine bound receives victim", "interrupt")
    if scenario.explain and (len(scenario.explain) != 2 or set(scenario.explain) - set(machines)):
        raise ScenarioError("explain: two machines are wanted")
    if scenario.ssh:
        ssh_hosts.check_keys(scenario.ssh, machines)
    only_keys(scenario.expect, _EXPECT_KEYS, "expect")
    for row in scenario.expect.get("paths", []):
        only_keys(row, _PATH_KEYS, "expect.paths")
        if "status" not in row:
            raise ScenarioError(f"expect.paths: {row} has no status")
    if bad := set(scenario.kinds) - set(KINDS):
        raise ScenarioError(f"kinds: {', '.join(bad)} is none of {', '.join(KINDS)}")


def all_scenarios():
    """[(path, kind)], in order of name; the loopback ones after the others."""
    found = []
    for path in sorted(SCENARIOS.glob("*.yaml")):
        for kind in read_scenario(path).kinds:
            found.append((path, kind))
    found += [(SCENARIOS / f"{kept.stem}.yaml", EXPLAIN) for kept in EXPLANATIONS.glob("*.txt")]
    order = ("netns", EXPLAIN, "loopback")
    return sorted(found, key=lambda item: (order.index(item[1]), item[0]))
