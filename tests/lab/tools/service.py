#!/usr/bin/python3
"""Speaks like a service of Oakestra, or like something else, and writes down what it noticed:
service.py KIND ADDRESS PORT LOG NAME

http    as gunicorn with one worker: a connection at a time, the next one waits; real answers
grpc    HTTP/2 without TLS: SETTINGS, then it waits for GOAWAY
file-server, webmin, nginx, portal, failing
        other web servers, as they answer anything: python3 -m http.server, Webmin, nginx as it
        comes, a captive portal; and gunicorn whose application raises
ssh     a banner at once          silent  takes connections and says nothing
hang-up closes every connection after its first bytes
full    never accepts, and its queue is full from the start
signed  wants TCP segments signed (RFC 2385), which nobody does

Says "ready" when it listens. One JSON object a line: what was asked, and how a connection ended."""

import ctypes
import json
import socket
import struct
import sys
import threading
import time

PR_SET_NAME = 15
CLUSTERS = [{"_id": {"$oid": "65f0"}, "cluster_name": "edge-a", "ip": "192.0.2.20",
             "port": "10100", "active": True, "last_modified_timestamp": 1.5}]
ANSWERS = {
    "/api/clusters/": CLUSTERS,
    "/docs/openapi.json": {"info": {"title": "Oakestra Root Service Manager"},
                           "paths": {f"/api/{number}": {} for number in range(500)}},
    "/api/cluster/status": {"cluster_name": "edge-a", "cluster_id": "1", "connected_to_root": True},
}
SETTINGS = bytes.fromhex("00000c04000000000000030000006400040000ffff")
GOAWAY_TYPE = 7
IDLE_SECONDS = 30.0  # a gunicorn worker is killed after so long


class Connection:
    """One accepted connection, and the log line of its end."""

    def __init__(self, sock, log):
        self._sock, self._log, self._since = sock, log, time.monotonic()
        self.peer = sock.getpeername()[0]
        sock.settimeout(IDLE_SECONDS)

    def read(self):
        """b"": the peer has closed in order. None: it reset."""
        try:
            return self._sock.recv(65536)
        except OSError:
            return None

    def send(self, data):
        try:
            self._sock.sendall(data)
        except OSError:
            pass

    def until_closed(self):
        got = b""
        while data := self.read():
            got += data
        return got, "fin" if data is not None else "reset"

    def close(self, ended):
        self._sock.close()
        seconds = round(time.monotonic() - self._since, 3)
        self._log.write(json.dumps({"ended": ended, "seconds": seconds}) + "\n")


def http(connection, log):
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.read()
        if not data:
            return connection.close("fin" if data is not None else "reset")
        head += data
        if not head.split(b"\r\n")[0].startswith(b"GET"[:len(head)]):
            connection.send(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            return connection.close("no-http")
    path = head.split()[1].decode()
    log.write(json.dumps({"asked": path}) + "\n")
    body = json.dumps(ANSWERS.get(path, {"message": "not found"})).encode()
    status = b"200 OK" if path in ANSWERS else b"404 NOT FOUND"
    connection.send(b"HTTP/1.1 " + status + b"\r\nServer: gunicorn\r\nConnection: close\r\n"
                    b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)
    return connection.close("answered")


# The status line, headers, and the body of what answers everything alike.
WEB_SERVERS = {
    "file-server": ("HTTP/1.0 404 File not found", "Server: SimpleHTTP/0.6 Python/3.11.2",
                    "<h1>Error response</h1><p>Error code: 404</p>"),
    "webmin": ("HTTP/1.0 200 Document follows", "Server: MiniServ/2.105",
               "<html><title>Login to Webmin</title></html>"),
    "nginx": ("HTTP/1.1 200 OK", "Server: nginx/1.22.1",
              "<html><title>Welcome to nginx!</title></html>"),
    "portal": ("HTTP/1.1 302 Found", "Location: http://portal.example/login", ""),
    "failing": ("HTTP/1.1 500 Internal Server Error", "Server: gunicorn",
                "<html><h1>Internal Server Error</h1></html>"),
}


def web_server(kind):
    status, header, body = WEB_SERVERS[kind]

    def answer(connection, log):
        head = b""
        while b"\r\n\r\n" not in head:
            data = connection.read()
            if not data:
                return connection.close("fin" if data is not None else "reset")
            head += data
        log.write(json.dumps({"asked": head.split()[1].decode()}) + "\n")
        connection.send(f"{status}\r\n{header}\r\nConnection: close\r\n"
                        f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        return connection.close("answered")
    return answer


def grpc(connection, log):
    connection.send(SETTINGS)
    got, ended = connection.until_closed()
    types, rest = [], got.removeprefix(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    while len(rest) >= 9:
        types.append(rest[3])
        rest = rest[9 + int.from_bytes(rest[:3], "big"):]
    log.write(json.dumps({"goodbye": GOAWAY_TYPE in types or not got}) + "\n")
    connection.close(ended)


def ssh(connection, _log):
    connection.send(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    connection.close(connection.until_closed()[1])


def silent(connection, log):
    got, ended = connection.until_closed()
    if got:
        log.write(json.dumps({"asked_by": connection.peer}) + "\n")
    connection.close(ended)


def hang_up(connection, _log):
    connection.read()
    connection.close("hung-up")


KINDS = {"http": http, "signed": silent, "grpc": grpc, "ssh": ssh, "silent": silent, "hang-up": hang_up,
         **{kind: web_server(kind) for kind in WEB_SERVERS}}


def fill_queue(owner, address, port):
    """The kernel completes backlog + 1 connections that nobody accepts; then it drops each SYN."""
    owner.listen(0)
    clients = [socket.socket(owner.family) for _ in range(2)]
    for client in clients:
        client.setblocking(False)
        client.connect_ex(("127.0.0.1" if address == "0.0.0.0" else address, port))
    return clients


def want_signatures(owner):
    """TCP_MD5SIG_EXT (tcp(7), linux/tcp.h): of every IPv4 peer."""
    peer = struct.pack("=HH124x", socket.AF_INET, 0)
    with_prefix, prefix_length, key = 1, 0, b"secret"
    owner.setsockopt(socket.IPPROTO_TCP, 32,
                     peer + struct.pack("=BBHI80s", with_prefix, prefix_length, len(key), 0, key))


def main():
    kind, address, port, log_path, name = sys.argv[1:]
    ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as owner, open(log_path, "w", buffering=1) as log:
        owner.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        owner.bind((address, int(port)))
        if kind == "full":
            clients = fill_queue(owner, address, int(port))
            print("ready", flush=True)
            time.sleep(3600)
            del clients
        if kind == "signed":
            want_signatures(owner)
        owner.listen(64)
        print("ready", flush=True)
        while True:
            connection = Connection(owner.accept()[0], log)
            if kind == "http":
                http(connection, log)
            else:
                threading.Thread(target=KINDS[kind], args=(connection, log), daemon=True).start()


main()
