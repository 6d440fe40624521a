"""Removes what labs left behind that were killed."""

import os
import pathlib
import re

from . import namespaces, netns_lab


def _is_lab(pid):
    return namespaces.is_alive(pid) and "lab/" in namespaces.command_line(pid)


def remove_lab_of(pid):
    """Everything of the lab that this process had built; the number of its namespaces."""
    namespaces.end(process for process, owner in _marked().items() if owner == pid)
    if os.geteuid() != 0:
        return 0
    found = [name for name, owner in namespaces.lab_namespaces().items() if owner == pid]
    namespaces.delete(found)
    _remove_etc({pid})
    return len(found)


def remove_orphans(everything=False):
    """Labs whose process is gone, or all; the number of namespaces removed."""
    owners = {*namespaces.lab_namespaces().values(), *_etc_owners(), *_marked().values()}
    return sum(remove_lab_of(pid) for pid in owners if everything or not _is_lab(pid))


def _marked():
    """{pid: process id of its lab} of all that labs' checks have started."""
    marks = {int(entry.name): namespaces.lab_mark(entry.name)
             for entry in os.scandir("/proc") if entry.name.isdigit()}
    return {pid: mark[0] for pid, mark in marks.items() if mark}


def _etc_owners():
    found = set()
    for path in pathlib.Path("/etc/netns").glob("oak*"):
        if match := re.match(r"oak(\d+)-", path.name):
            found.add(int(match[1]))
    return found


def _remove_etc(pids):
    netns_lab.remove_etc([path for path in pathlib.Path("/etc/netns").glob("oak*")
                          if int((re.match(r"oak(\d+)-", path.name) or [0, 0])[1]) in pids])
