"""An audit with its page beside it, whose readers mean it no good: it misses no beat."""

import json
import os
import pathlib
import re
import socket
import threading
import time
import urllib.request

from .audit_play import AuditPlay

_RUNS = 5
_EVERY_SECONDS = 2
_LISTENERS = 20
_STUBBORN = 60
_IDLE = 300
_ANSWER_SECONDS = 0.1  # nine of ten; this machine does much else
_CORE_SHARE = 0.1  # of one, for all listeners


def an_audit_that_is_looked_at(binaries, directory, slack):
    play = AuditPlay(binaries, directory, slack)
    with play.going_on("audit", play.inventory, "--every", f"{_EVERY_SECONDS}s", "--log-format",
                       "json", "--history", play.file("history"), "--serve", "127.0.0.1:0"):
        first = play.wait_for("the first run", play.events)[0]
        port = _port(play)
        listeners = [Listener(port) for _ in range(_LISTENERS)]
        crowd = _crowd(port)
        try:
            _keep_time(play, port, slack)
            change = _see_a_change(play, listeners[0])
            play.wait_for("the change, by all listeners",
                          lambda: all(change in listener.events for listener in listeners))
            _look_at_the_api(play, port)
        finally:
            for client in crowd + [one.socket for one in listeners]:
                client.close()
        if (code := play.stop()) != 0:
            play.errors.append(f"exit code {code} after SIGTERM")
        if failed := play.events("failed") + play.events("warning"):
            play.errors.append(f"something was wrong: {failed}")
        if any(run["paths"] != first["paths"] for run in play.events()):
            play.errors.append("not all runs tried all paths")
    return play.errors


def _port(play):
    told = play.wait_for("the page's address", lambda: play.events("serving"))[0]["message"]
    return int(re.search(r"http://127\.0\.0\.1:(\d+)/", told)[1])


def _keep_time(play, port, slack):
    """Runs begin as often as they should, others are served at once, and all that costs little."""
    ran, began, used = len(play.events()), time.monotonic(), _server_seconds(play)
    waits, waits_of_history = [], []
    while len(play.events()) < ran + _RUNS:
        asked = time.monotonic()
        _get(port, "healthz")
        answered = time.monotonic()
        waits.append(answered - asked)
        _get(port, "api/v1/runs")
        waits_of_history.append(time.monotonic() - answered)
        if asked - began > _EVERY_SECONDS * (_RUNS + 2) * slack:
            play.errors.append(f"{len(play.events()) - ran} runs in {asked - began:.1f} s, every "
                               f"{_EVERY_SECONDS} s one")
            return
        time.sleep(0.1)
    slow, slow_of_history = (sorted(some)[len(some) * 9 // 10] for some in (waits, waits_of_history))
    runs = play.events()[ran:]
    seconds = time.monotonic() - began
    share = (_server_seconds(play) - used) / seconds
    print(f"      {_RUNS} runs in {seconds:.1f} s; nine of ten answers took {slow * 1e3:.0f} ms, of "
          f"the history {slow_of_history * 1e3:.0f} ms, at most; the network's thread {share * 100:.1f} % of a core")
    if slow > _ANSWER_SECONDS * slack:
        play.errors.append(f"answers took {slow:.2f} s")
    if share > _CORE_SHARE * slack:
        play.errors.append(f"the network's thread took {share * 100:.0f} % of a core")
    if any(run["open"] != run["paths"] for run in runs):
        play.errors.append(f"not all is open while it is looked at: {runs}")


def _see_a_change(play, listener):
    play.block("w1", "w3")
    wanted = {"flow": "worker-tunnel", "source": "w1", "target": "w3"}

    def told():
        return [data for name, data in listener.events
                if name == "changed" and wanted.items() <= data.items()]

    changed = play.wait_for("the event of the change", told)[0]
    if changed["now"]["status"] != "blocked" or changed["before"]["status"] != "open":
        play.errors.append(f"a change that is told otherwise: {changed}")
    play.mend("w3")
    play.wait_for("the event of the stored run", lambda: any(
        name == "run-stored" and data["run"] == changed["run"] for name, data in listener.events))
    names = set(listener.names())
    if not {"run-started", "progress", "changed", "run-stored"} <= names:
        play.errors.append(f"events are missing: {names}")
    started = {data["run"] for name, data in listener.events if name == "run-started"}
    stored = {data["run"] for name, data in listener.events if name == "run-stored"}
    if len(stored - started) > 1:  # of the first one the beginning was before us
        play.errors.append(f"runs were stored that never began: {stored - started}")
    return "changed", changed


def _look_at_the_api(play, port):
    runs = _get(port, "api/v1/runs?limit=1000")["runs"]
    latest = _get(port, "api/v1/runs/latest")
    if latest["run"]["id"] not in [run["id"] for run in runs[:2]]:
        play.errors.append(f"the latest run is {latest['run']['id']}, of {runs[:2]}")


def _get(port, what):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{what}", timeout=20) as answer:
        body = answer.read()
    return json.loads(body) if body.startswith(b"{") else body


def _crowd(port):
    """Clients that say nothing, and others that ask for more than they ever read."""
    clients = []
    asked = (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
             b"GET /api/v1/runs/latest?paths=all&record=yes HTTP/1.1\r\nHost: localhost\r\n\r\n") * 40
    for _ in range(_STUBBORN):
        client = socket.create_connection(("127.0.0.1", port))
        client.setblocking(False)
        client.send(asked)
        clients.append(client)
    return clients + [socket.create_connection(("127.0.0.1", port)) for _ in range(_IDLE)]


def _server_seconds(play):
    """What the network's thread used of a processor."""
    ticks = 0
    for thread in pathlib.Path(f"/proc/{play.pid}/task").iterdir():
        if (thread / "comm").read_text() == "oakprobe-serve\n":
            ticks += sum(map(int, (thread / "stat").read_text().rsplit(")", 1)[1].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


class Listener:
    """Hears events, by a thread that ends with its connection."""

    def __init__(self, port):
        self.events = []
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        threading.Thread(target=self._listen, daemon=True).start()

    def names(self):
        return [name for name, _ in self.events]

    def _listen(self):
        name = None
        with self.socket.makefile("r", encoding="utf-8") as lines:
            try:
                for line in lines:
                    if line.startswith("event: "):
                        name = line[len("event: "):].rstrip()
                    elif line.startswith("data: "):
                        self.events.append((name, json.loads(line[len("data: "):])))
            except (OSError, ValueError):
                pass  # it was closed
