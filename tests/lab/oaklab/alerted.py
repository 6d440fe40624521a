"""An audit of a deployment that is watched by a real Alertmanager and a real Prometheus."""

import http.server
import json
import pathlib
import shutil
import subprocess
import threading
import time
import urllib.parse
import urllib.request

from receivers import Alertmanager, free_port  # tests/coordinator/notify

from .audit_play import AuditPlay

_EVERY_SECONDS = 5.0
_SOURCES = 40
_RULES = pathlib.Path(__file__).parents[3] / "packaging/prometheus/oakprobe.yml"
_CLOSED = """table inet fault {
  chain input {
    type filter hook input priority 0;
    udp dport 50103 drop
  }
}
"""


def an_alertmanager(binaries, directory, slack):
    """One firewall that stops forty tunnels is one alert, there within two intervals, and gone within
    two intervals after the fix."""
    if not (shutil.which("prometheus") and shutil.which("prometheus-alertmanager")):
        print("      skipped: there is no Prometheus or no Alertmanager here")
        return []
    hosts = {f"w{number}": {"switch": "lan", "address": f"192.0.2.{30 + number}",
                            "roles": ["worker"], "cluster": "edge-a"}
             for number in range(4, _SOURCES + 2)}
    play = AuditPlay(binaries, directory, slack, {"base": "small", "hosts": hosts})
    manager = Alertmanager(directory, free_port())
    metrics = _Metrics(play.file("metrics"))
    prometheus = _Prometheus(directory, manager, metrics)
    try:
        with play.going_on("audit", play.inventory, "--every", f"{_EVERY_SECONDS:.0f}s", "--history",
                           play.file("history"), "--textfile", play.file("metrics"),
                           "--alertmanager", manager.base, "--log-format", "json", "--target", "w3"):
            play.wait_for("a run that Prometheus sees", lambda: prometheus.blocked() == 0)
            play.lab.execute("w3", ["nft", "-f", "-"], _CLOSED)
            _within_two_intervals(play, "an alert", manager.alerts)
            _within_two_intervals(play, "forty paths", lambda: prometheus.blocked() == _SOURCES)
            play.wait_for("the rule's alert", lambda: "OakprobePathsBlocked" in prometheus.alerts())
            play.next_runs(1)  # which adds none
            alerts = manager.alerts()
            if [(a["labels"].get("cause"), a["labels"].get("node")) for a in alerts] != \
                    [("dropped", "w3")] or "40 paths" not in alerts[0]["annotations"]["message"]:
                play.errors.append(f"one alert of forty paths: {alerts}")
            play.mend("w3")
            _within_two_intervals(play, "the alert's end", lambda: manager.alerts() == [])
            _within_two_intervals(play, "no blocked path", lambda: prometheus.blocked() == 0)
            if (code := play.stop()) != 0:
                play.errors.append(f"exit code {code} after SIGTERM")
    finally:
        prometheus.end()
        metrics.end()
        manager.end()
    return play.errors


def _within_two_intervals(play, what, look):
    began = time.monotonic()
    play.wait_for(what, look, 2 * _EVERY_SECONDS)
    print(f"      {what}: after {time.monotonic() - began:.1f} s")


class _Metrics:
    """Serves the text file, as a node exporter does."""

    def __init__(self, file):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                try:
                    text = pathlib.Path(file).read_bytes()
                except FileNotFoundError:
                    text = b""
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def end(self):
        self._server.shutdown()
        self._server.server_close()


class _Prometheus:
    def __init__(self, directory, manager, metrics):
        self._base = f"http://127.0.0.1:{free_port()}"
        config = directory / "prometheus.json"  # JSON is YAML
        config.write_text(json.dumps({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(_RULES)],
            "alerting": {"alertmanagers": [{"static_configs": [
                {"targets": [manager.base.removeprefix("http://")]}]}]},
            "scrape_configs": [{"job_name": "oakprobe", "static_configs": [
                {"targets": [f"127.0.0.1:{metrics.port}"]}]}]}))
        self._log = open(directory / "prometheus.log", "w")
        self._process = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={directory}/series",
             f"--web.listen-address={self._base.removeprefix('http://')}"],
            stdout=self._log, stderr=self._log)

    def _ask(self, path, **words):
        try:
            with urllib.request.urlopen(f"{self._base}/api/v1/{path}?{urllib.parse.urlencode(words)}",
                                        timeout=5) as answer:
                return json.load(answer)["data"]
        except OSError:  # it does not listen yet
            return {}

    def blocked(self):
        """Paths; None: it has not heard of any run."""
        found = self._ask("query", query='sum(oakprobe_paths{status="blocked"})').get("result")
        return int(found[0]["value"][1]) if found else None

    def alerts(self):
        return [alert["labels"]["alertname"] for alert in self._ask("alerts").get("alerts", [])]

    def end(self):
        self._process.kill()
        self._process.wait()
        self._log.close()
