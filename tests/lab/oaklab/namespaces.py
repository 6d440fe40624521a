"""Network namespaces: make them, look into them, end them. Needs root."""

import ctypes
import os
import pathlib
import re
import signal
import subprocess
import threading
import time

CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)
_MARK = "OAKPROBE_LAB"
_TCP_LISTEN, _UDP_UNCONNECTED = "0A", "07"


class LabError(Exception):
    """The lab itself failed; the text is for a person."""


def run(command, text=None):
    """Runs a command; its error text becomes the exception's."""
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode != 0:
        raise LabError(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def inside(namespace, action):
    """Calls action() in a thread of that namespace: /proc/thread-self/net and /proc/sys/net are
    then the namespace's own, without the price of a process."""
    result = {}

    def body():
        try:
            descriptor = os.open(f"/run/netns/{namespace}", os.O_RDONLY | os.O_CLOEXEC)
            try:
                if _libc.setns(descriptor, CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), f"setns {namespace}")
            finally:
                os.close(descriptor)
            result["value"] = action()
        except BaseException as error:  # handed to the caller's thread
            result["error"] = error

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    if "error" in result:
        raise result["error"]
    return result["value"]


def can_make_namespaces():
    """None if they can be made here, else the reason why not. The only way to know is to try."""
    if os.geteuid() != 0:
        return "not root"
    for program in ("ip", "nft"):
        if not any(os.access(f"{d}/{program}", os.X_OK) for d in os.environ["PATH"].split(":")):
            return f"{program} is not installed"
    name = f"oak{os.getpid()}-try"
    try:
        run(["ip", "netns", "add", name])
        try:
            run(["ip", "-n", name, "-batch", "-"],
                "link add v0 type veth peer name v1\nlink add b0 type bridge\n")
            run(["ip", "netns", "exec", name, "nft", "-f", "-"],
                "table inet t {\n chain c {\n  type filter hook input priority 0;\n }\n}\n")
        finally:
            run(["ip", "netns", "del", name])
    except (LabError, OSError) as error:
        return f"namespaces can't be made here ({str(error).splitlines()[0]})"
    return None


def has_netem():
    """Whether this kernel can delay packets by itself (sch_netem). The only way to know is to try."""
    name = f"oak{os.getpid()}-netem"
    run(["ip", "netns", "add", name])
    try:
        run(["ip", "netns", "exec", name, "tc", "qdisc", "add", "dev", "lo", "root", "netem",
             "delay", "1ms"])
    except LabError:
        return False
    finally:
        run(["ip", "netns", "del", name])
    return True


def write_sysctls(namespace, values):
    """values: {"net.ipv4.ip_forward": 1}. Dots in interface names are not supported."""
    def body():
        for key, value in values.items():
            pathlib.Path("/proc/sys", *key.split(".")).write_text(str(value))
    inside(namespace, body)


def bound_ports(namespace=None, address=None):
    """Ports that a listener or an unconnected UDP socket holds, as {"udp/50103"}. With an address
    (IPv4) only what is bound to exactly that one."""
    def body():
        ports = set()
        for table in ("udp", "udp6", "tcp", "tcp6"):
            wanted = _TCP_LISTEN if table.startswith("tcp") else _UDP_UNCONNECTED
            path = pathlib.Path("/proc/thread-self/net", table)
            if not path.exists():
                continue
            for line in path.read_text().splitlines()[1:]:
                local, state = (fields := line.split())[1], fields[3]
                host, port = local.split(":")
                if state == wanted and (address is None or host == _kernel_hex(address)):
                    ports.add(f"{table[:3]}/{int(port, 16)}")
        return ports
    return inside(namespace, body) if namespace else body()


def _kernel_hex(address):
    return "".join(f"{int(part):02X}" for part in reversed(address.split(".")))


def pids_in(namespaces):
    """Processes in any of the namespaces, as {pid: namespace}."""
    inodes = {}
    for name in namespaces:
        try:
            inodes[os.stat(f"/run/netns/{name}").st_ino] = name
        except FileNotFoundError:
            pass
    found = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                inode = os.stat(f"/proc/{entry.name}/ns/net").st_ino
            except OSError:  # ended meanwhile
                continue
            if inode in inodes:
                found[int(entry.name)] = inodes[inode]
    return found


def is_alive(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def command_line(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(
            errors="replace").strip()
    except OSError:
        return ""


def mark(run_directory):
    """An environment for checks: what they start inherits it, and is known by it."""
    return {**os.environ, _MARK: f"{os.getpid()}:{run_directory}"}


def lab_mark(pid):
    """(process id of the lab, its run directory) of a process that a lab's check started."""
    try:
        words = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:  # ended meanwhile, or another user's
        return None
    for word in words:
        if match := re.fullmatch(rf"{_MARK}=(\d+):(.*)", word.decode(errors="replace")):
            return int(match[1]), match[2]
    return None


def end(pids, patience_seconds=2.0):
    """Ends these processes, by number: first asked, then killed."""
    waiting = {pid for pid in pids if is_alive(pid)}
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in list(waiting):
            try:
                os.kill(pid, sign)
                os.kill(pid, signal.SIGCONT)  # a stopped process takes no SIGTERM
            except ProcessLookupError:
                pass
        deadline = time.monotonic() + patience_seconds
        while waiting and time.monotonic() < deadline:
            waiting = {pid for pid in waiting if is_alive(pid)}
            time.sleep(0.005)
    return waiting


def lab_namespaces():
    """All namespaces of all labs, as {name: process id of its lab}."""
    found = {}
    for name in os.listdir("/run/netns") if os.path.isdir("/run/netns") else []:
        if match := re.fullmatch(r"oak(\d+)-[\w.-]+", name):
            found[name] = int(match[1])
    return found


def delete(namespaces):
    """Deletes them with everything in them."""
    end(pids_in(namespaces))
    if namespaces:
        run(["ip", "-force", "-batch", "-"], "".join(f"netns del {n}\n" for n in namespaces))
