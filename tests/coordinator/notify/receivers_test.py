#!/usr/bin/python3
"""Alerts and those who receive them: a webhook, a command, and a real Alertmanager.

    receivers_test.py ALERTING    (alerting.cpp)"""

import contextlib
import datetime
import hashlib
import hmac
import json
import pathlib
import random
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from receivers import Alerting, Alertmanager, Webhook, free_port, wait_for

ALERTING = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[3]

try:
    import jsonschema
    VALIDATOR = jsonschema.Draft202012Validator(
        json.loads((ROOT / "docs" / "alert.schema.json").read_text()))
except ImportError:
    sys.exit("python3-jsonschema is missing: scripts/install-dependencies --test")


class ReceiversTest(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())
        self.history = f"{self.directory}/history.sqlite"

    def start(self, *receivers, **more):
        alerting = Alerting(ALERTING, self.history, *receivers, **more)
        self.addCleanup(lambda: alerting.process.poll() is None and alerting.kill())
        return alerting

    def webhook(self, *arguments, **more):
        hook = Webhook(*arguments, **more)
        self.addCleanup(hook.end)
        return hook

    def words(self):
        return pathlib.Path(self.history + ".words").read_text()

    def test_a_webhook_is_told_what_fires_and_what_is_over(self):
        secret = pathlib.Path(self.directory) / "secret"
        secret.write_text("between us\n")
        secret.chmod(0o600)
        hook = self.webhook()
        alerting = self.start("webhook", f"http://127.0.0.1:{hook.port}/hook", str(secret))
        for broken in (0, 40, 40, 41, 0, 0):
            alerting.run(broken)
        alerting.wait_until_delivered()
        self.assertEqual(alerting.end(), 0)
        fired, over = hook.bodies()
        self.assertEqual((fired["status"], over["status"]), ("firing", "resolved"))
        self.assertEqual(fired["id"], over["id"])
        self.assertEqual(fired["cause"]["paths"], 40)
        self.assertEqual(fired["cause"]["node"], "w0")
        for text, headers in zip(hook.got, hook.headers):
            VALIDATOR.validate(json.loads(text))
            mac = hmac.new(b"between us", text, hashlib.sha256).hexdigest()
            self.assertEqual(headers["X-Oakprobe-Signature"], "sha256=" + mac)
            self.assertEqual(headers["X-Oakprobe-Delivery"], json.loads(text)["delivery"])
        self.assertEqual(self.words(), "")

    def test_what_is_refused_is_sent_again_and_in_order(self):
        statuses = [500, 302, 404]
        hook = self.webhook(lambda body: statuses.pop() if statuses else 200)
        alerting = self.start("webhook", f"http://127.0.0.1:{hook.port}/", "-")
        alerting.run(1)
        alerting.run(0)
        alerting.wait_until_delivered()
        alerting.end()
        self.assertEqual([body["status"] for body in hook.bodies()], ["firing", "resolved"])
        self.assertIn("status 404", self.words())
        self.assertIn("takes alerts again", self.words())

    def test_what_nobody_takes_for_too_long_is_given_up(self):
        alerting = self.start("webhook", f"http://127.0.0.1:{free_port()}/", "-", "give-up", "300")
        alerting.run(1)
        alerting.wait_until_delivered()
        alerting.end()
        self.assertIn("is given up: it could not be delivered for too long", self.words())

    def test_of_a_large_answer_the_status_counts(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            def flood():
                with contextlib.suppress(OSError):
                    while True:
                        peer, _ = server.accept()
                        with peer, contextlib.suppress(OSError):
                            peer.recv(1 << 16)
                            peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
                            while True:
                                peer.sendall(bytes(1 << 16))
            threading.Thread(target=flood, daemon=True).start()
            alerting = self.start("webhook", f"http://127.0.0.1:{server.getsockname()[1]}/", "-")
            alerting.run(1)
            alerting.wait_until_delivered()
            self.assertEqual(alerting.end(), 0)
            self.assertNotIn("does not take alerts", self.words())

    def test_what_is_flushed_was_sent(self):
        hook = self.webhook()
        alerting = self.start("webhook", f"http://127.0.0.1:{hook.port}/", "-")
        for broken in (1, 0, 1):
            alerting.run(broken)
            self.assertEqual(alerting.ask("flush"), ["0"])
        self.assertEqual(alerting.end(), 0)
        self.assertEqual(len(hook.bodies()), 3)

    def test_what_fires_is_held_until_the_next_run(self):
        hook = self.webhook()
        alerting = self.start("alertmanager", f"http://127.0.0.1:{hook.port}/")
        alerting.run(3)
        began = time.time()
        self.assertEqual(alerting.ask("hold 1500"), ["held"])
        ended = time.time()
        self.assertEqual(alerting.end(), 0)
        ends = [datetime.datetime.fromisoformat(body[0]["endsAt"]).timestamp() for body in hook.bodies()]
        self.assertLess(ends[0], ended + 10)  # at first as long as by a process that stays
        self.assertGreaterEqual(max(ends), int(began) + 1500)
        self.assertLessEqual(max(ends), ended + 1501)

    def test_who_hangs_keeps_neither_runs_nor_the_end_waiting(self):
        command = pathlib.Path(self.directory) / "command"
        command.write_text("#!/bin/sh\nexec sleep 1000\n")
        command.chmod(0o700)
        hook = self.webhook()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            alerting = self.start("webhook", f"http://127.0.0.1:{silent.getsockname()[1]}/", "-",
                                  "command", str(command),
                                  "webhook", f"http://127.0.0.1:{hook.port}/", "-")
            alerting.run(1)
            alerting.run(0)
            wait_for("both messages", lambda: len(hook.bodies()) == 2)
            self.assertEqual(alerting.ask("pending"), ["4"])
            began = time.monotonic()
            self.assertEqual(alerting.end(), 0)
            self.assertLess(time.monotonic() - began, 8)  # of the ten seconds that a request has

    def test_a_command_has_the_alert_on_its_standard_input(self):
        command = pathlib.Path(self.directory) / "command"
        command.write_text(f"#!/bin/sh\ncat >> {self.directory}/told\n")
        command.chmod(0o700)
        alerting = self.start("command", str(command))
        alerting.run(3)
        alerting.run(0)
        alerting.wait_until_delivered()
        alerting.end()
        lines = (pathlib.Path(self.directory) / "told").read_text().splitlines()
        self.assertEqual([json.loads(line)["status"] for line in lines], ["firing", "resolved"])
        for line in lines:
            VALIDATOR.validate(json.loads(line))

    def test_a_certificate_is_verified(self):
        key, certificate = f"{self.directory}/key.pem", f"{self.directory}/certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout",
             key, "-out", certificate, "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        hook = self.webhook(context=context)
        unknown = self.start("webhook", f"https://localhost:{hook.port}/", "-")
        unknown.run(1)
        wait_for("a line", lambda: "certificate verify failed" in self.words())
        unknown.end()
        other_name = self.start("webhook", f"https://127.0.0.1:{hook.port}/", "-",
                                environment={"SSL_CERT_FILE": certificate})
        other_name.run(0)
        other_name.run(1)
        wait_for("a second line", lambda: self.words().count("certificate verify failed") == 2)
        other_name.end()
        self.assertEqual(hook.bodies(), [])
        known = self.start("webhook", f"https://localhost:{hook.port}/", "-",
                           environment={"SSL_CERT_FILE": certificate})
        known.run(0)
        known.wait_until_delivered()
        known.end()
        self.assertIn("resolved", [body["status"] for body in hook.bodies()])

    def test_kill_9_loses_nothing_and_sends_nothing_under_another_id(self):
        seed = random.randrange(1 << 30)
        print(f"seed {seed}")
        dice = random.Random(seed)
        hook = self.webhook(lambda body: 500 if dice.random() < 0.3 else 200)
        receiver = ("webhook", f"http://127.0.0.1:{hook.port}/", "-")
        for _ in range(30):
            alerting = self.start(*receiver)
            for _ in range(dice.randrange(1, 4)):
                alerting.run(dice.choice((0, 1, 40)))
                time.sleep(dice.random() * 0.03)
            alerting.kill()
        last = self.start(*receiver)
        for broken in (0, 5, 0):
            last.run(broken)
        last.wait_until_delivered()
        last.end()
        messages = {}
        for text, body in zip(hook.got, hook.bodies()):
            messages.setdefault(body["delivery"], set()).add(text)
        # A message may come twice, and is then the same to the byte.
        self.assertTrue(all(len(texts) == 1 for texts in messages.values()))
        by_alert = {}
        for body in hook.bodies():
            told = by_alert.setdefault(body["id"], [])
            if body["delivery"] not in told:
                told.append(body["delivery"])
        for alert, told in by_alert.items():
            self.assertEqual(told, [f"{alert}/1", f"{alert}/2"])  # in order, and none is lost
        self.assertGreater(len(by_alert), 1)

    def test_what_was_taken_outlives_a_kill_the_moment_after(self):
        hook = self.webhook()
        receiver = ("webhook", f"http://127.0.0.1:{hook.port}/", "-")
        made = []
        for broken in (1, 0) * 10:
            alerting = self.start(*receiver)
            made += alerting.run(broken)
            alerting.kill()
        last = self.start(*receiver)
        last.wait_until_delivered()
        last.end()
        self.assertEqual(len(made), 20)
        self.assertLessEqual(set(made), set(hook.deliveries()))

    @unittest.skipUnless(shutil.which("prometheus-alertmanager"), "there is no Alertmanager here")
    def test_a_real_alertmanager(self):
        port = free_port()
        manager = Alertmanager(self.directory, port)
        self.addCleanup(manager.end)
        wait_for("Alertmanager", lambda: manager.alerts() is not None)
        alerting = self.start("alertmanager", f"http://127.0.0.1:{port}/")
        alerting.run(40)
        alert, = wait_for("an alert", manager.alerts)
        self.assertEqual(alert["labels"], {
            "alertname": "OakprobePaths", "cause": "dropped", "where": "target-firewall",
            "flow": "worker-tunnel", "node": "w0", "inventory": "my.yaml",
            "severity": "critical", "id": alert["labels"]["id"]})
        self.assertIn("40 paths", alert["annotations"]["message"])
        self.assertTrue(alert["annotations"]["paths"].endswith("and 30 more"))
        # It is held for five times as long as it takes to be sent again, which it is.
        ends = alert["endsAt"]
        wait_for("a later end", lambda: manager.alerts()[0]["endsAt"] > ends)
        self.assertEqual(len(manager.alerts()), 1)
        alerting.run(0)
        wait_for("its end", lambda: manager.alerts() == [])
        # What it missed while it was away: one alert that fires, and one that is over.
        alerting.run(1)
        wait_for("an alert", manager.alerts)
        manager.end()
        for broken in (0, 0, 7, 7, 7, 7, 7, 7, 7, 7):
            alerting.run(broken)
        wait_for("a line", lambda: "does not take alerts" in self.words())
        manager = Alertmanager(self.directory, port)
        self.addCleanup(manager.end)
        alert, = wait_for("the alert", manager.alerts)
        self.assertIn("7 paths", alert["annotations"]["message"])
        alerting.wait_until_delivered()
        self.assertEqual(len(manager.alerts()), 1)
        alerting.end()


if __name__ == "__main__":
    unittest.main()
