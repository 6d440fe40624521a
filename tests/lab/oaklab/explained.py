"""What `oakprobe explain` says of a scenario's broken pair. A dozen of these texts are kept in
tests/lab/explanations/; `tests/lab/run --explain DIR` writes those of any scenarios."""

import difflib
import fnmatch
import re

from . import scenario as scenarios

_COLUMNS = 80
_LINES = 25
_BESIDE = 3  # words shown beside a difference
_TROUBLE = re.compile(r"\S+ -> \S+ is (blocked|degraded|exposed|unknown|open, but)")
_AS_EXPECTED = ("open", "closed")
_ROLES = {  # of a flow's two ends, by how its name begins
    "worker-tunnel": ("worker", "worker"), "worker": ("worker", "cluster"),
    "cluster": ("cluster", "root"), "client-cluster": ("client", "cluster"),
    "client": ("client", "root")}
_VARYING = [  # what no two runs have in common, and what stands for it in a kept text
    (r"\(pid(\s+)\d+", r"(pid\1N"), (r"running(\s+)for(\s+)\d+(\s+)s", r"running\1for\2N\3s"),
    (r"\d+\.\d\d(\s+)ms", r"N\1ms")]
_NOT_ASKED = ("agents", "interrupt", "ssh")  # what these scenarios are about is no path


def broken_pair(scenario):
    """The first pair of machines that the scenario says something is wrong between; None: none, or
    it is about something else."""
    if any(getattr(scenario, key) for key in _NOT_ASKED) or scenario.explain or scenario.options:
        return None
    for row in scenario.expect.get("paths", []):
        status = row["status"] if isinstance(row["status"], list) else [row["status"]]
        if row.get("cause", "None") == "None" and set(status) <= set(_AS_EXPECTED):
            continue
        sources, targets = _ends(scenario, row)
        for source in sources:
            for target in targets:
                if source != target:
                    return [source, target]
    return None


def _ends(scenario, row):
    """The machines that the row may be about."""
    flow = row.get("flow", "*")
    flow = flow if isinstance(flow, str) else "*"
    roles = _ROLES.get(flow) or next(
        (pair for start, pair in _ROLES.items() if flow.startswith(start)), _ROLES["worker-tunnel"])
    machines = {name: machine.inventory.get("roles", []) for name, machine in
                scenario.topology.machines.items() if not machine.router}
    return [[name for name, its in machines.items()
             if role in its and _is_named(name, row.get(end, "*"))]
            for role, end in zip(roles, ("source", "target"))]


def _is_named(name, wanted):
    if isinstance(wanted, dict):
        return not _is_named(name, wanted["not"])
    patterns = wanted if isinstance(wanted, list) else [wanted]
    return any(fnmatch.fnmatchcase(name, str(pattern)) for pattern in patterns)


def layout_errors(text):
    """It must fit on the narrowest terminal that people have, and on its screen."""
    lines = text.splitlines()
    errors = [f"line {number} has {len(line)} columns"
              for number, line in enumerate(lines, 1) if len(line) > _COLUMNS]
    broken = sum(bool(_TROUBLE.match(line)) for line in lines)
    if broken == 1 and len(lines) > _LINES:
        errors.append(f"{len(lines)} lines for one broken direction, {_LINES} at most")
    return errors


def settled(text):
    for pattern, steady in _VARYING:
        text = re.sub(pattern, steady, text)
    return text


def differences(name, text):
    """Between what was printed and the text that is kept, word by word: numbers that vary have
    another width, so that lines may break elsewhere."""
    kept = (scenarios.EXPLANATIONS / f"{name}.txt").read_text().split()
    printed = settled(text).split()
    changes = difflib.SequenceMatcher(None, kept, printed, autojunk=False).get_opcodes()
    return [f"explained as {' '.join(printed[max(0, c - _BESIDE):d + _BESIDE])!r}, "
            f"kept is {' '.join(kept[max(0, a - _BESIDE):b + _BESIDE])!r}"
            for what, a, b, c, d in changes if what != "equal"]
