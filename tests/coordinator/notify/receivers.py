"""Who receives alerts, and the program that sends them (alerting.cpp), for receivers_test.py."""

import http.server
import json
import os
import pathlib
import socket
import subprocess
import threading
import time
import urllib.request

PATIENCE_SECONDS = 60


def wait_for(what, look):
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up_at:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Webhook:
    """Keeps what it is sent, if `takes(body)`."""

    def __init__(self, takes=lambda body: 200, port=0, context=None):
        hook = self
        self.got, self.headers, self.lock = [], [], threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"]))
                status = takes(json.loads(text))
                if status == 200:
                    with hook.lock:
                        hook.got.append(text)
                        hook.headers.append(self.headers)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def bodies(self):
        with self.lock:
            return [json.loads(text) for text in self.got]

    def deliveries(self):
        return [body["delivery"] for body in self.bodies()]

    def end(self):
        self.server.shutdown()
        self.server.server_close()


class Alerting:
    def __init__(self, program, history, *receivers, environment=None):
        with open(f"{history}.words", "a") as words:
            self.process = subprocess.Popen(
                [program, history, *receivers], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=words, text=True, env={**os.environ, **(environment or {})})

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().split()

    def run(self, broken):
        return self.ask(f"broken {broken}")[1:]

    def wait_until_delivered(self):
        wait_for("delivery", lambda: self.ask("pending") == ["0"])

    def end(self):
        self.process.stdin.close()
        code = self.process.wait(PATIENCE_SECONDS)
        self.process.stdout.close()
        return code

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Alertmanager:
    def __init__(self, directory, port):
        self.base = f"http://127.0.0.1:{port}"
        config = pathlib.Path(directory) / "alertmanager.json"  # JSON is YAML
        config.write_text(json.dumps({"route": {"receiver": "none"},
                                      "receivers": [{"name": "none"}]}))
        self.log = (pathlib.Path(directory) / "alertmanager.log").open("a")
        self.process = subprocess.Popen(
            ["prometheus-alertmanager", f"--config.file={config}",
             f"--storage.path={directory}/data", f"--web.listen-address=127.0.0.1:{port}",
             "--cluster.listen-address="], stdout=self.log, stderr=self.log)

    def alerts(self):
        try:
            with urllib.request.urlopen(self.base + "/api/v2/alerts", timeout=5) as answer:
                return json.load(answer)
        except OSError:
            return None

    def end(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
