#!/usr/bin/python3
"""Runs a command as Docker runs a container, in a network of its own behind the bridge docker0:
container.py ADDRESS ETC COMMAND…

Files below the directory ETC stand over the container's own /etc (empty: none). The bridge has the first address of ADDRESS's /16. What leads there, and what may pass, is the
scenario's business (faults: nat, forward)."""

import ctypes
import ipaddress
import os
import signal
import subprocess
import sys

CLONE_NEWNET = 0x40000000
CLONE_NEWNS = 0x00020000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
PR_SET_PDEATHSIG = 1


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def own_etc(libc, directory):
    """Files of /etc that nobody else sees."""
    def mount(source, target, flags):
        if libc.mount(source, target, None, flags, None) != 0:
            sys.exit(f"mount {target}: {os.strerror(ctypes.get_errno())}")
    if libc.unshare(CLONE_NEWNS) != 0:
        sys.exit(f"unshare: {os.strerror(ctypes.get_errno())}")
    mount(b"none", b"/", MS_REC | MS_PRIVATE)
    for name in os.listdir(directory):
        mount(os.path.join(directory, name).encode(), f"/etc/{name}".encode(), MS_BIND)


def contained(address, etc, gateway, command, started, cabled):
    """In the child: waits for its cable, then becomes the command."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if libc.unshare(CLONE_NEWNET) != 0:
        sys.exit(f"unshare: {os.strerror(ctypes.get_errno())}")
    if etc:
        own_etc(libc, etc)
    os.write(started, b".")
    os.read(cabled, 1)
    ip("link", "set", "lo", "up")
    ip("address", "add", f"{address}/16", "dev", "eth0")
    ip("link", "set", "eth0", "up")
    ip("route", "add", "default", "via", gateway)
    os.execvp(command[0], command)


def main():
    address, etc, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    gateway = str(next(ipaddress.ip_interface(f"{address}/16").network.hosts()))
    started, cabled = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        contained(address, etc, gateway, command, started[1], cabled[0])
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGKILL))
    os.read(started[0], 1)
    if not os.path.exists("/sys/class/net/docker0"):
        ip("link", "add", "docker0", "type", "bridge")
        ip("address", "add", f"{gateway}/16", "dev", "docker0")
        ip("link", "set", "docker0", "up")
    cable = f"veth{child}"
    ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", str(child))
    ip("link", "set", cable, "master", "docker0", "up")
    os.write(cabled[1], b".")
    os.waitpid(child, 0)


main()
