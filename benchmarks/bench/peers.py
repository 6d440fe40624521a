"""What a person would use instead, on the same addresses: each returns (seconds, what it says)."""

import concurrent.futures
import contextlib
import http.client
import re
import subprocess
import time
import urllib.parse

from . import star

_EXPORTER = ("127.91.0.9", 9115)
_PATIENCE = 300.0


def _run(words, patience=_PATIENCE):
    begun = time.monotonic()
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          stdin=subprocess.DEVNULL, timeout=patience)
    return time.monotonic() - begun, done.stdout


def _states(output):
    """Of nmap's greppable output: how many ports are said to be what."""
    counts = {}
    for state in re.findall(r"Ports: \d+/([a-z|]+)/", output):
        counts[state] = counts.get(state, 0) + 1
    return counts


def nmap(protocol, targets, *options):
    scan, port = ("-sT", star.TCP_PORT) if protocol == "tcp" else ("-sU", star.UDP_PORT)
    with star.target_file(targets) as file:
        seconds, output = _run(["nmap", "-n", "-Pn", scan, "-p", str(port), *options, "-oG", "-", "-iL", file])
    return seconds, _states(output)


def masscan(targets):
    """It makes packets of its own, which a loopback interface does not take."""
    with star.target_file(targets) as file:
        seconds, output = _run(["masscan", "-p", str(star.TCP_PORT), "-iL", file, "-e", "lo", "--rate", "100000",
                                "--wait", "1", "--router-mac", "00-00-00-00-00-00"], patience=60)
    found = len(re.findall("Discovered open port", output))
    return seconds, {"open": found} if found else "nothing: it cannot use a loopback interface"


def fping(targets):
    """Hosts, not ports."""
    with star.target_file(targets) as file:
        seconds, output = _run(["fping", "-a", "-i", "1", "-r", "0", "-f", file])
    return seconds, {"alive": sum(line.startswith("127.") for line in output.splitlines())}


def netcat(protocol, targets):
    begun, said = time.monotonic(), {}
    udp, port = (["-u"], star.UDP_PORT) if protocol == "udp" else ([], star.TCP_PORT)
    for target in targets:
        _, output = _run(["nc", "-v", "-n", "-z", "-w", "1", *udp, target, str(port)])
        word = "succeeded" if "succeeded" in output else "no"
        said[word] = said.get(word, 0) + 1
    return time.monotonic() - begun, said


@contextlib.contextmanager
def _exporter():
    host, port = _EXPORTER
    process = subprocess.Popen(["prometheus-blackbox-exporter", "--config.file=/etc/prometheus/blackbox.yml",
                                f"--web.listen-address={host}:{port}", "--log.level=error"])
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                http.client.HTTPConnection(host, port, timeout=1).connect()
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def blackbox(targets, at_once=16):
    """As Prometheus asks it: one GET a target."""
    def probe(those):
        connection, good = http.client.HTTPConnection(*_EXPORTER, timeout=10), 0
        for target in those:
            query = urllib.parse.urlencode({"module": "tcp_connect", "target": f"{target}:{star.TCP_PORT}"})
            connection.request("GET", f"/probe?{query}")
            good += "\nprobe_success 1" in connection.getresponse().read().decode()
        return good

    with _exporter(), concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        begun = time.monotonic()
        good = sum(pool.map(probe, [targets[part::at_once] for part in range(at_once)]))
        return time.monotonic() - begun, {"success": good}
