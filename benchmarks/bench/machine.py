"""The machine under the figures, a network of one's own on it, and what processes spend."""

import os
import pathlib
import platform
import subprocess
import sys

_TICKS = os.sysconf("SC_CLK_TCK")
_ALONE = "OAKPROBE_BENCHMARK_ALONE"


def describe():
    names = [line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (f"{os.cpu_count()} x {names[0] if names else platform.machine()}, {memory:.0f} GiB, "
            f"Linux {platform.release()}")


def go_alone():
    """Runs this program again in a network namespace with nothing in it but its loopback: no other
    traffic, no connection tracking, and no way out."""
    if os.environ.get(_ALONE):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    if os.geteuid() != 0:
        sys.exit("it makes a network namespace, and needs root for that")
    os.environ[_ALONE] = "1"
    os.execvp("unshare", ["unshare", "--net", sys.executable, *sys.argv])


def cpu_seconds(pid):
    """That the process itself has spent."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def only_child(pid):
    return int(pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text())
