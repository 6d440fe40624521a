#!/usr/bin/python3
"""Owns a port and writes down what arrives: listener.py udp|tcp ADDRESS PORT LOG NAME PEER

Says "ready" when it holds the port. Like NetManager it never answers a datagram. An accepted
connection stays open until its peer closes it. With a PEER the (UDP) socket is connected to that
address: a client that holds the port by chance. One JSON object a line: size, first byte and source
of a datagram, or the number of connections open."""

import ctypes
import json
import selectors
import socket
import sys

PR_SET_NAME = 15


def main():
    protocol, address, port, log_path, name, peer = sys.argv[1:]
    ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
    with socket.socket(family, kind) as owner, open(log_path, "w", buffering=1) as log:
        if protocol == "tcp":
            owner.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        owner.bind((address, int(port)))
        if peer:
            owner.connect((peer, 9))
        if protocol == "tcp":
            owner.listen(64)
        print("ready", flush=True)
        if protocol == "udp":
            while True:
                data, (peer, *_) = owner.recvfrom(65536)
                log.write(json.dumps({"size": len(data), "first": data[0] if data else 0,
                                      "from": peer}) + "\n")
        serve(owner, log)


def serve(owner, log):
    selector = selectors.DefaultSelector()
    selector.register(owner, selectors.EVENT_READ)
    connections = 0
    while True:
        for key, _ in selector.select():
            if key.fileobj is owner:
                peer, _ = owner.accept()
                selector.register(peer, selectors.EVENT_READ)
                connections += 1
                log.write(json.dumps({"open": connections}) + "\n")
                continue
            try:
                more = key.fileobj.recv(4096)
            except OSError:
                more = b""
            if not more:
                selector.unregister(key.fileobj)
                key.fileobj.close()
                connections -= 1


main()
