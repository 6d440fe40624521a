"""A report against the truth of its scenario. Every path of the report is judged: those that the
scenario does not name must be as if nothing were wrong."""

import fnmatch
import re

_AS_EXPECTED = {"open": "open", "closed": "closed"}


def verdict_errors(report, expect, own_machines=True, blinded=False):
    """own_machines: nodes have routes and files of the lab's own, not those of the machine that the
    lab runs on, so that what is found on them was planted. blinded: the agents lack a tap, so that
    a verdict may be wider or unknown, and must not be wrong."""
    if blinded:
        expect = widened(expect)
    errors = []
    used = set()
    for path in report["paths"]:
        label = f"{path['flow']} {path['source']} > {path['target']}"
        number, row = _row_for(path, expect.get("paths", []))
        if row is None:
            errors += _default_errors(label, path, expect.get("default", "as-expected"))
        else:
            used.add(number)
            errors += [f"{label}: {error}" for error in _row_errors(path, row)]
    for number, row in enumerate(expect.get("paths", [])):
        if number not in used:
            errors.append(f"the scenario speaks of a path that is not in the report: {row}")
    if own_machines:
        errors += _finding_errors(report, expect.get("findings", {}))
    return errors + _node_errors(report, expect.get("nodes", {}))


def widened(expect):
    """What must still hold for agents that see less."""
    rows = []
    for row in expect.get("paths", []):
        status = row["status"] if isinstance(row["status"], list) else [row["status"]]
        kept = {key: row[key] for key in ("flow", "source", "target", "truth") if key in row}
        rows.append({**kept, "status": [*status, "unknown"]})
    default = expect.get("default", "as-expected")
    return {**expect, "paths": rows, "nodes": {},
            "default": "as-expected-or-unknown" if default == "as-expected" else
            [*default, "unknown"]}


def _row_for(path, rows):
    """The first row that speaks of the path."""
    for number, row in enumerate(rows):
        if all(_among(path[key], row.get(key, "*")) for key in ("flow", "source", "target")):
            return number, row
    return None, None


def _among(value, wanted):
    """wanted: a value, a pattern with *, a list of such, or {not: …}."""
    if isinstance(wanted, dict):
        return not _among(value, wanted["not"])
    patterns = wanted if isinstance(wanted, list) else [wanted]
    return any(fnmatch.fnmatchcase(str(value), str(pattern)) for pattern in patterns)


def _default_errors(label, path, default):
    if default == "as-expected-or-unknown":
        if path["status"] == "unknown":
            return []
    elif default != "as-expected":  # a list of statuses
        return [] if path["status"] in default else [f"{label}: is {_told(path)}"]
    if path["status"] != _AS_EXPECTED[path["expect"]]:
        return [f"{label}: is {_told(path)}, and nothing is wrong with it"]
    if "cause" in path or "where" in path or "where_any" in path:
        return [f"{label}: a cause is named ({_told(path)}), and nothing is wrong with it"]
    return []


def _row_errors(path, row):
    errors = []
    if not _among(path["status"], row["status"]):
        return [f"is {_told(path)}, wanted {row['status']}"]
    if "cause" in row and not _among(path.get("cause"), row["cause"]):
        errors.append(f"cause is {_told(path)}, wanted {row['cause']}")
    possible = [path["where"]] if "where" in path else path.get("where_any", [])
    if "truth" in row:
        truth = row["truth"] if isinstance(row["truth"], list) else [row["truth"]]
        if not set(possible) & set(truth) and path["status"] != "unknown":
            errors.append(f"where is {possible}, the truth is {row['truth']}")
    if row.get("proved") and "where" not in path:
        errors.append(f"one segment can be proved, but where_any is {possible}")
    if "within" in row and not set(possible) <= set(row["within"]):
        errors.append(f"where is {possible}, only {row['within']} is possible")
    if "message" in row and not re.search(row["message"], path["message"] + path.get("fix", "")):
        errors.append(f"message {path['message']!r} says nothing of {row['message']!r}")
    told = set(path.get("caveats", []))
    if missing := set(row.get("caveats", [])) - told:
        errors.append(f"no caveat {', '.join(missing)}")
    if told and row.get("caveats") == []:
        errors.append(f"caveat {', '.join(told)}, wanted none")
    return errors + _part_errors(path, row.get("with", {}), "")


def _part_errors(value, wanted, place):
    """wanted: a part of value, to any depth; a string may be a pattern. A list stands for one of
    its members, or, where value is a list itself, for just that."""
    if isinstance(wanted, dict):
        if not isinstance(value, dict):
            return [f"{place or 'path'} is {value!r}"]
        errors = []
        for key, item in wanted.items():
            errors += _part_errors(value.get(key), item, f"{place}.{key}".lstrip("."))
        return errors
    exact = isinstance(value, list) or not isinstance(wanted, (str, list))
    same = value == wanted if exact else _among(value, wanted)
    return [] if same else [f"{place} is {value!r}, wanted {wanted!r}"]


def _node_errors(report, wanted):
    nodes = {node["name"]: node for node in report["nodes"]}
    errors = []
    for name, part in wanted.items():
        errors += [f"node {name}: {e}" for e in _part_errors(nodes.get(name), part, "")]
    return errors


def _finding_errors(report, wanted):
    """A node has the findings that the scenario names, and no others."""
    errors = []
    for node in report["nodes"]:
        told = sorted(finding["code"] for finding in node.get("findings", []))
        planted = sorted(wanted.get(node["name"], []))
        if told != planted:
            errors.append(f"node {node['name']}: findings are {told}, wanted {planted}")
    return errors


def _told(path):
    place = path.get("where") or path.get("where_any") or ""
    return " ".join(str(word) for word in (path["status"], path.get("cause", ""), place) if word)
