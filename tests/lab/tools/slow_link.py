#!/usr/bin/python3
"""Makes a router slow: slow_link.py MILLISECONDS

All that the router forwards takes a way through a TUN device and is held there so long, each way.
Nothing is lost or put out of order. For kernels without netem. Says "ready" when it is in place."""

import collections
import fcntl
import os
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
DEVICE = "slow0"
TABLE = "100"
PACKET_BYTES_MAX = 65_535


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def open_device():
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), IFF_TUN | IFF_NO_PI))
    ip("link", "set", DEVICE, "up")
    for version in ("-4", "-6"):
        ip(version, "route", "add", "default", "dev", DEVICE, "table", TABLE)
        # What the router itself sends, and what was held, goes on by the usual table.
        ip(version, "rule", "add", "pref", "10", "iif", DEVICE, "lookup", "main")
        ip(version, "rule", "add", "pref", "11", "iif", "lo", "lookup", "main")
        ip(version, "rule", "add", "pref", "12", "lookup", TABLE)
    return tun


def hold(tun, seconds):
    held = collections.deque()
    while True:
        wait = max(0.0, held[0][0] - time.monotonic()) if held else None
        readable, _, _ = select.select([tun], [], [], wait)
        if readable:
            held.append((time.monotonic() + seconds, os.read(tun, PACKET_BYTES_MAX)))
        while held and held[0][0] <= time.monotonic():
            os.write(tun, held.popleft()[1])


def main():
    tun = open_device()
    print("ready", flush=True)
    hold(tun, int(sys.argv[1]) / 1000)


main()
