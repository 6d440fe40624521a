#!/usr/bin/python3
"""Sends what a tunnel would, a thousand packets a second: flood.py NAME PEER PORT. Says "ready" when
the peer's buffer must be full."""

import ctypes
import socket
import sys
import time

PR_SET_NAME = 15
PACKET = b"\x45" + bytes(1399)

name, peer, port = sys.argv[1:]
ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.connect((peer, int(port)))
    for _ in range(200):
        sender.send(PACKET)
    print("ready", flush=True)
    while True:
        sender.send(PACKET)
        time.sleep(0.001)
