"""What holds of every JSON report, whatever was found (docs/report.md)."""

import datetime
import json
import pathlib

STATUSES = ("open", "degraded", "blocked", "exposed", "closed", "unknown")
SEGMENTS = ("source-host", "source-firewall", "network", "target-firewall", "target-host",
            "return-target-firewall", "return-network", "return-source-firewall")
WAYPOINTS = ("sent", "left-source", "reached-target", "admitted", "delivered", "answered",
             "answer-left", "answer-reached", "answer-admitted", "answer-delivered")
CAVEATS = ("docker-path", "nothing-listens-yet", "unconfirmed", "sequence-rewritten")
# Which statuses a cause may stand beside.
CAUSES = {
    **dict.fromkeys(("dropped", "rejected", "refused", "not-running", "no-route",
                     "unreachable-host", "name-resolution", "reverse-path", "intercepted",
                     "wrong-service", "config-mismatch"), ("blocked",)),
    **dict.fromkeys(("return-lost", "source-rewritten"), ("blocked", "open")),
    **dict.fromkeys(("mtu", "loss"), ("degraded",)),
    **dict.fromkeys(("local-limit", "agent-unreachable", "agent-lost", "agent-busy",
                     "not-privileged", "port-used-as-source", "conflicting-evidence"),
                    ("unknown",)),
}
_PATH_KEYS = ("flow", "source", "target", "protocol", "address", "port", "expect", "need",
              "status", "message", "listener", "waypoints")


def shape_errors(report):
    """Every way in which the report is not as the contract says."""
    errors = []
    if report.get("schema") != "oakprobe.report/1":
        errors.append(f"schema is {report.get('schema')!r}")
    for key in ("run", "summary", "nodes", "causes", "paths"):
        if key not in report:
            return [*errors, f"{key} is missing"]
    errors += _run_errors(report["run"])
    errors += _summary_errors(report)
    for node in report["nodes"]:
        if node.get("agent") not in ("reached", "unreachable", "lost", "none"):
            errors.append(f"node {node.get('name')}: agent is {node.get('agent')!r}")
    names = {node["name"] for node in report["nodes"]}
    causes = {cause["id"]: cause for cause in report["causes"]}
    seen = set()
    for path in report["paths"]:
        label = "{flow} {source} > {target}".format_map({**dict.fromkeys(_PATH_KEYS, "?"), **path})
        if label in seen:
            errors.append(f"{label}: twice in the report")
        seen.add(label)
        errors += [f"{label}: {error}" for error in _path_errors(path, names, causes)]
    return errors + _cause_errors(report, causes)


def _run_errors(run):
    errors = [f"run.{key} is missing" for key in
              ("id", "started", "finished", "oakprobe", "oakestra", "oakestra_assumed")
              if key not in run]
    try:
        started, finished = (datetime.datetime.fromisoformat(run[key].replace("Z", "+00:00"))
                             for key in ("started", "finished"))
        if finished < started:
            errors.append("run: finished before it started")
    except (KeyError, ValueError) as error:
        errors.append(f"run: times are not RFC 3339 ({error})")
    return errors


def _summary_errors(report):
    count = {status: 0 for status in STATUSES}
    accepted = 0
    for path in report["paths"]:
        count[path.get("status")] = count.get(path.get("status"), 0) + 1
        accepted += bool(path.get("accepted"))
    right = {"paths": len(report["paths"]), **count, "accepted": accepted}
    return [f"summary.{key} is {report['summary'].get(key)}, the paths say {value}"
            for key, value in right.items() if report["summary"].get(key) != value]


def _path_errors(path, names, causes):
    errors = [f"{key} is missing" for key in _PATH_KEYS if key not in path]
    if errors:
        return errors
    status, cause = path["status"], path.get("cause")
    if not {path["source"], path["target"]} <= names:
        errors.append("an end is no node of the report")
    if status not in STATUSES:
        errors.append(f"status is {status!r}")
    wanted = ("closed", "exposed", "unknown") if path["expect"] == "closed" else (
        "open", "degraded", "blocked", "unknown")
    if status not in wanted:
        errors.append(f"{status}, though expected {path['expect']}")
    if cause is not None and status not in CAUSES.get(cause, ()):
        errors.append(f"cause {cause!r} beside {status}")
    if status in ("blocked", "degraded") and cause is None:
        errors.append(f"{status} without a cause")
    if status not in ("open", "closed") and not path["message"]:
        errors.append("no message")
    if "accepted" in path and (path["accepted"] is not True or status != "unknown"):
        errors.append("accepted, though not unknown")
    if "cause_id" in path and path["cause_id"] not in causes:
        errors.append(f"cause_id {path['cause_id']} is not among the causes")
    errors += [f"caveat {c!r}" for c in path.get("caveats", []) if c not in CAVEATS]
    return errors + _where_errors(path) + _evidence_errors(path)


def _where_errors(path):
    if "where" in path and "where_any" in path:
        return ["both where and where_any"]
    if "where" in path:
        return [] if path["where"] in SEGMENTS else [f"where is {path['where']!r}"]
    some = path.get("where_any")
    if some is None:
        needs_none = path.get("cause") in ("config-mismatch", "name-resolution")
        return ["blocked, and neither where nor where_any"] if (
            path["status"] == "blocked" and not needs_none) else []
    if len(some) < 2 or some != [segment for segment in SEGMENTS if segment in some]:
        return [f"where_any is {some}: at least two, in order of the journey"]
    return []


def _evidence_errors(path):
    errors = [f"waypoint {name} is {count!r}" for name, count in path["waypoints"].items()
              if name not in WAYPOINTS or
              not (count is None or isinstance(count, int) and 0 <= count <= 32)]
    if path["listener"].get("mode") not in ("stand-in", "live", "none"):
        errors.append(f"listener is {path['listener']}")
    if rtt := path.get("rtt_us"):
        if not 0 <= rtt["min"] <= rtt["median"] <= rtt["max"]:
            errors.append(f"rtt_us is {rtt}")
    return errors


def _cause_errors(report, causes):
    errors = []
    for number, cause in causes.items():
        paths = sum(path.get("cause_id") == number for path in report["paths"])
        if cause.get("paths") != paths:
            errors.append(f"cause {number} speaks of {cause.get('paths')} paths, {paths} name it")
    return errors


def schema_errors(report):
    """Against the project's own schema."""
    try:
        import jsonschema  # only tests need it; the demonstration runs without
    except ImportError:
        return ["python3-jsonschema is missing: scripts/install-dependencies --test"]
    schema = pathlib.Path(__file__).parents[3] / "docs" / "report.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text()))
    return [f"schema: {error.json_path}: {error.message}" for error in
            validator.iter_errors(report)]
