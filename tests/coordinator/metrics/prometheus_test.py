#!/usr/bin/python3
"""Has the metrics that the unit tests kept read by promtool and by a real Prometheus.

    prometheus_test.py DIRECTORY

*.prom: the older text format, as files for the node exporter have it. *.om: OpenMetrics."""

import http.server
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

PACKAGING = pathlib.Path(__file__).resolve().parents[3] / "packaging"
PATIENCE_SECONDS = 60
OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"


def check_by_promtool(files):
    for file in files:
        checked = subprocess.run(["promtool", "check", "metrics"], stdin=file.open(),
                                 capture_output=True, text=True, check=False)
        assert checked.returncode == 0, f"{file.name}: {checked.stdout}{checked.stderr}"


def serve(directory):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            file = directory / self.path.strip("/")
            self.send_response(200)
            self.send_header("Content-Type",
                             OPEN_METRICS if file.suffix == ".om" else "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(file.read_bytes())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Prometheus:
    def __init__(self, directory, files, port):
        self.base = f"http://127.0.0.1:{free_port()}"
        jobs = [{"job_name": file.name, "metrics_path": "/" + file.name,
                 "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]} for file in files]
        rules = [str(file) for file in sorted(PACKAGING.glob("prometheus/*.yml"))]
        config = pathlib.Path(directory) / "prometheus.json"  # JSON is YAML
        config.write_text(json.dumps({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": rules, "scrape_configs": jobs}))
        self.log = (pathlib.Path(directory) / "log").open("w+")
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={directory}/data",
             f"--web.listen-address={self.base[7:]}", "--log.level=warn"],
            stdout=self.log, stderr=self.log)

    def api(self, path, **query):
        url = f"{self.base}/api/v1/{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)["data"]

    def wait_for(self, what, look):
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up_at:
            try:
                if found := look():
                    return found
            except OSError:  # not up yet
                pass
            time.sleep(0.1)
        self.log.seek(0)
        sys.exit(f"{what} did not come: {self.log.read()[-2000:]}")

    def value(self, query):
        result = self.api("query", query=query)["result"]
        return float(result[0]["value"][1]) if result else None

    def end(self):
        self.process.kill()
        self.process.wait()


def has_all(prometheus, files):
    targets = prometheus.api("targets")["activeTargets"]
    wrong = [target["lastError"] for target in targets if target["lastError"]]
    assert not wrong, wrong
    return len(targets) == len(files) and all(one["health"] == "up" for one in targets)


def check_by_prometheus(directory, files):
    with tempfile.TemporaryDirectory() as own:
        prometheus = Prometheus(own, files, serve(directory))
        try:
            prometheus.wait_for("every scrape", lambda: has_all(prometheus, files))
            for query, wanted in {
                    'sum(oakprobe_paths{job="three-workers.om"})': 3,
                    'oakprobe_paths{job="three-workers.om",status="blocked"} > 0': 1,
                    'sum(oakprobe_runs_total{job="three-workers.om"})': 15,
                    'sum(oakprobe_runs_total{job="three-workers.prom"})': 15,
                    'count(oakprobe_path_state{job="mesh.prom"})': 200,
                    'oakprobe_path_series_left_out{job="mesh.prom"}': 188,
                    'oakprobe_build_info{job="hostile.om"}': 1}.items():
                found = prometheus.wait_for(query, lambda query=query: prometheus.value(query))
                assert found == wanted, f"{query} is {found}, should be {wanted}"
            median = 'histogram_quantile(0.5, sum by (le) ' \
                '(oakprobe_round_trip_seconds_bucket{job="mesh.prom"}))'
            assert 0.0003 < prometheus.value(median) < 0.041
        finally:
            prometheus.end()


def main():
    directory = pathlib.Path(sys.argv[1])
    check_by_promtool(sorted(directory.glob("*.prom")))
    check_by_prometheus(directory, sorted([*directory.glob("*.prom"), *directory.glob("*.om")]))


if __name__ == "__main__":
    main()
