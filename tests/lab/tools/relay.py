#!/usr/bin/python3
"""Takes connections and makes one to a service for each, as a transparent proxy does:
relay.py ADDRESS PORT LOG NAME PEER PEER_PORT

Says "ready" when it listens."""

import ctypes
import socket
import sys
import threading

PR_SET_NAME = 15


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def relay(client, peer):
    try:
        with client, socket.create_connection(peer, timeout=5.0) as server:
            back = threading.Thread(target=pump, args=(server, client), daemon=True)
            back.start()
            pump(client, server)
            back.join()
    except OSError:
        pass


def main():
    address, port, _log, name, peer, peer_port = sys.argv[1:]
    ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
    with socket.socket() as owner:
        owner.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        owner.bind((address, int(port)))
        owner.listen(64)
        print("ready", flush=True)
        while True:
            client, _ = owner.accept()
            threading.Thread(target=relay, args=(client, (peer, int(peer_port))), daemon=True).start()


main()
