"""What a run left behind."""

import time

from . import namespaces

_POLL_SECONDS = 0.01
_AFTERLIFE_SECONDS = 3.0  # how long agents may outlive a coordinator that was killed
_SESSION_SECONDS = 5.0  # how long a session of sshd may outlive its client


def errors(scenario, lab, ports_before, owners, killed, ssh=None, slack=1.0):
    """Agents that still run, ports still held, files on a node. A killed check has 3 s to vanish;
    sshd's sessions end a moment after their clients."""
    patience = _AFTERLIFE_SECONDS if killed else 0.0
    if ssh:
        patience = _SESSION_SECONDS * slack
    deadline = time.monotonic() + patience
    while True:
        found = _errors_now(scenario, lab, ports_before, owners, killed, ssh)
        if not found or time.monotonic() >= deadline:
            return found
        time.sleep(_POLL_SECONDS)


def _errors_now(scenario, lab, ports_before, owners, killed, ssh):
    owned = {owner.pid for owner in owners} | (ssh.own_pids if ssh else set())
    # What stands still by order of the scenario can't see that a killed coordinator is gone.
    hanging = {name for name, how in scenario.agents.items()
               if killed and (how == "hang" or "stop" in how.get("wrap", []))}
    errors = [f"process {pid} still runs on {name}: {namespaces.command_line(pid)}"
              for pid, name in lab.processes().items() if pid not in owned and
              name not in hanging and namespaces.is_alive(pid)]
    errors += ssh.leftovers() if ssh else []
    for name, before in ports_before.items():
        if name in hanging:
            continue
        if held := lab.bound_ports(name) - before:
            errors.append(f"{name} still holds {', '.join(sorted(held))}")
    return errors
