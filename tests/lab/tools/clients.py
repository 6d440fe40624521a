#!/usr/bin/python3
"""Connects to a service all the time, as clients do that no inventory knows:
clients.py ADDRESS PORT LOG NAME PEER PEER_PORT

Holds ADDRESS:PORT itself, so that the lab knows it by that. Says "ready" when the first connection
was made or refused. Each connection is closed in order at once."""

import ctypes
import socket
import sys
import time

PR_SET_NAME = 15
PAUSE_SECONDS = 0.02


def connect(peer):
    try:
        with socket.create_connection(peer, timeout=1.0):
            pass
    except OSError:
        pass


def main():
    address, port, _log, name, peer, peer_port = sys.argv[1:]
    ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((address, int(port)))
        held.listen(1)
        connect((peer, int(peer_port)))
        print("ready", flush=True)
        while True:
            connect((peer, int(peer_port)))
            time.sleep(PAUSE_SECONDS)


main()
