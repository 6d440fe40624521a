#!/usr/bin/python3
"""Holds a UDP port with a buffer as small as NetManager's, and reads nothing: deaf.py ADDRESS PORT NAME.
Says "ready" when it holds the port."""

import ctypes
import signal
import socket
import sys

PR_SET_NAME = 15
BUFFER_BYTES = 65536

address, port, name = sys.argv[1:]
ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as owner:
    owner.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
    owner.bind((address, int(port)))
    print("ready", flush=True)
    signal.pause()
