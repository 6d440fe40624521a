"""Debian's mosquitto as a scenario's process: plain, with TLS, with client certificates."""

import os
import re
import subprocess
import time

from . import namespaces
from .faults import fill_in
from .namespaces import LabError

KINDS = ("mosquitto", "mosquitto-tls", "mosquitto-certificate")
_PROGRAM = "/usr/sbin/mosquitto"
_POLL_SECONDS = 0.02
_START_SECONDS = 30.0


class Broker:
    """A broker that holds a port on a machine of the lab, and its log."""

    def __init__(self, scenario, lab, keys, log):
        self.machine, self.port = keys["machine"], keys["listen"]
        self._lab, self._log = lab, log
        if not os.path.exists(_PROGRAM):
            raise LabError("mosquitto is missing (scripts/install-dependencies --test)")
        directory = log.with_suffix("")
        directory.mkdir()
        address = fill_in(keys.get("address", "0.0.0.0"), scenario, lab)
        config = directory / "mosquitto.conf"
        config.write_text(_config(keys["serves"], address, self.port.split("/")[1], directory, log))
        self._process = subprocess.Popen(
            lab.command(self.machine, [_PROGRAM, "-c", str(config)]), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + _START_SECONDS
        while self.port not in lab.bound_ports(self.machine):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.end()
                raise LabError(f"{self.machine}: mosquitto does not hold {self.port} ({log})")
            time.sleep(_POLL_SECONDS)

    @property
    def pid(self):
        return self._process.pid

    def complaints(self):
        """Every client of ours must have said goodbye; none may have asked for more."""
        found = []
        if self._process.poll() is not None:
            found.append(f"mosquitto on {self.machine} has died")
        elif self.port not in self._lab.bound_ports(self.machine):
            found.append(f"{self.machine} lost its {self.port}")
        text = self._log.read_text(errors="replace")
        if "running" not in text:
            found.append("mosquitto wrote no log")
        for client in sorted(set(re.findall(r"as (oakprobe-\w+) ", text))):
            if f"Received DISCONNECT from {client}" not in text:
                found.append(f"mosquitto: {client} left without a word")
        for line in text.splitlines():
            if re.search(r"Received (SUBSCRIBE|PUBLISH)|New client connected .* as (?!oakprobe-)",
                         line):
                found.append(f"mosquitto: {line}")
        return found

    def end(self):
        namespaces.end([self.pid])
        self._process.wait()


def _config(kind, address, port, directory, log):
    lines = [f"listener {port} {address}", "allow_anonymous true", "user root",
             "persistence false", f"log_dest file {log}", "log_type all"]
    if kind != "mosquitto":
        make_certificate(directory)
        lines += [f"certfile {directory}/cert.pem", f"keyfile {directory}/key.pem"]
    if kind == "mosquitto-certificate":
        lines += [f"cafile {directory}/cert.pem", "require_certificate true"]
    return "\n".join(lines) + "\n"


def make_certificate(directory):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=mqtt",
                    "-keyout", f"{directory}/key.pem", "-out", f"{directory}/cert.pem"],
                   check=True, capture_output=True)
