#!/usr/bin/python3
"""oakprobe serve, over the history of two checks: serve_command_test.py DIRECTORY-OF-PROGRAMS"""

import base64
import json
import re
import signal
import subprocess
import unittest
import urllib.error
import urllib.request

from command_case import BIN, CommandTest

_TOKEN = "0123456789abcdef"


class ServeTest(CommandTest):
    def setUp(self):
        super().setUp()
        for _ in range(2):
            self.oakprobe("check", "my.yaml", "--history", "h.sqlite")
        (self.place / "token").write_text(_TOKEN + "\n")
        (self.place / "token").chmod(0o600)

    def serve(self, *words):
        """Its address, once it listens."""
        self.process = subprocess.Popen([BIN / "oakprobe", "serve", "--history", "h.sqlite", *words],
                                        cwd=self.place, text=True, stderr=subprocess.PIPE)
        self.addCleanup(self.end)
        for line in self.process.stderr:
            if told := re.search("the page is at (.*)", line):
                return told[1]
        return self.fail(f"exit code {self.process.wait()}")

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def get(self, url, **headers):
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as got:
            return got.read().decode()

    def is_refused(self, status, url, **headers):
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.get(url, **headers)
        self.assertEqual(refused.exception.code, status)
        return json.loads(refused.exception.read())["error"]

    def test_shows_what_is_stored_until_it_is_stopped(self):
        url = self.serve("--listen", "127.0.0.1:0")
        self.assertEqual(self.get(url + "healthz"), "ok\n")
        self.assertEqual(self.get(url + "readyz"), "ready\n")
        runs = json.loads(self.get(url + "api/v1/runs"))["runs"]
        self.assertEqual(len(runs), 2)
        latest = json.loads(self.get(url + "api/v1/runs/latest"))
        self.assertEqual(latest["schema"], "oakprobe.report/1")
        self.assertIn("oakprobe_paths", self.get(url + "metrics"))
        self.is_refused(404, url + "api/v1/nothing")
        self.is_refused(421, url, Host="rebound.example.org")
        second = self.oakprobe("serve", "--history", "h.sqlite", "--listen",
                               re.search("//(.*)/", url)[1])
        self.assertEqual(second.returncode, 4, second.stderr)
        self.assertIn("another program listens there", second.stderr)
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(timeout=30), 0)

    def test_others_need_the_token(self):
        self.refuses("others can reach 0.0.0.0:0", "serve", "--listen", "0.0.0.0:0")
        url = self.serve("--listen", "0.0.0.0:0", "--token-file", "token")
        url = url.replace("0.0.0.0", "127.0.0.1")
        self.assertEqual(self.get(url + "healthz"), "ok\n")
        self.assertEqual(self.is_refused(401, url + "api/v1/runs")["code"], "no-token")
        basic = base64.b64encode(f"me:{_TOKEN}".encode()).decode()
        for way in (f"Bearer {_TOKEN}", f"Basic {basic}"):
            self.assertIn("runs", json.loads(self.get(url + "api/v1/runs", Authorization=way)))

    def test_what_can_not_be_served_is_told(self):
        self.refuses("there is no history", "serve", "--history", "none.sqlite")
        self.assertFalse((self.place / "none.sqlite").exists())
        self.refuses("can't be used", "serve", "--history", "h.sqlite", "--token-file", "none")
        (self.place / "token").write_text("short\n")
        self.refuses("less than 16 characters", "serve", "--token-file", "token")
        self.refuses("is ADDRESS:PORT", "serve", "--listen", "localhost:80")

    def test_an_audit_tells_before_anything_is_sent(self):
        audit = ("audit", "my.yaml", "--once", "--history", "h.sqlite")
        self.refuses("others can reach 0.0.0.0:1", *audit, "--serve", "0.0.0.0:1")
        self.refuses("none is served", *audit, "--token-file", "token")
        url = self.serve("--listen", "127.0.0.1:0")
        run = self.oakprobe(*audit, "--serve", re.search("//(.*)/", url)[1])
        self.assertEqual(run.returncode, 4, run.stderr)
        self.assertIn("another program listens there", run.stderr)
        self.assertEqual(len(json.loads(self.get(url + "api/v1/runs"))["runs"]), 2)
        run = self.oakprobe(*audit, "--serve", "127.0.0.1:0")
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertIn("the page is at http://127.0.0.1:", run.stderr)


if __name__ == "__main__":
    unittest.main()
