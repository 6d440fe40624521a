#!/usr/bin/python3
"""Is this agent one file that runs anywhere? static_agent_test.py AGENT [EMULATOR]

Starts the agent in a root directory that holds nothing else, says hello, and measures what stays in
memory. With an emulator, for an agent of another machine type, it only starts and says hello: the
root would have to hold the emulator."""

import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import time

GREETING = b"OAKPROBE/1\n"
IDLE_KIB_MAX = 6 * 1024


def text(value):
    assert len(value) < 24
    return bytes([0x60 | len(value)]) + value.encode()


def number(value):
    return b"\x1b" + struct.pack(">Q", value)


def hello():
    """The frame of `hello` (docs/wire-protocol.md)."""
    fields = {"type": text("hello"), "version": number(1), "oakprobe": text("test"),
              "run": number(7), "node": number(0), "name": text("w1")}
    body = bytes([0xa0 | len(fields)]) + b"".join(text(k) + v for k, v in fields.items())
    return struct.pack(">I", len(body)) + body


def resident_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise ValueError("no VmRSS")


def talk(process):
    """Greeting and welcome; the milliseconds to the greeting and the KiB that stay."""
    started = time.monotonic()
    greeting = process.stdout.readline()
    assert greeting == GREETING, f"it greeted with {greeting!r}: {process.stderr.read()!r}"
    start_ms = (time.monotonic() - started) * 1000
    process.stdin.write(hello())
    process.stdin.flush()
    length, = struct.unpack(">I", process.stdout.read(4))
    body = process.stdout.read(length)
    assert b"welcome" in body, f"it answered {body!r}"
    return start_ms, resident_kib(process.pid)


def alone(place):
    """The command that starts the agent in `place` as its root; without root in a namespace."""
    change = ["chroot", str(place), "/oakprobe-agent", "--stdio"]
    return change if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", *change]


def examine(command, watch_memory):
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    try:
        start_ms, idle_kib = talk(process)
        process.stdin.close()
        # The end of input, before goodbye: it says so and ends.
        code = process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()
    print(f"greeting after {start_ms:.1f} ms, {idle_kib} KiB resident when idle, exit code {code}")
    assert not watch_memory or idle_kib <= IDLE_KIB_MAX, f"more than {IDLE_KIB_MAX} KiB"


def refuses_test_options(command):
    """What weakens an agent is for tests alone: an agent that is delivered does not know it."""
    for option in ("--without-tap=udp", "--tap-buffer=0", "--etc-root=/nowhere"):
        run = subprocess.run([*command, "--stdio", option], stdin=subprocess.DEVNULL,
                             capture_output=True, text=True)
        assert run.returncode == 2 and "unrecognised option" in run.stderr, f"it took {option}"


def main():
    agent, *emulator = sys.argv[1:]
    refuses_test_options([*emulator, os.path.abspath(agent)])
    if emulator:
        examine([*emulator, agent, "--stdio"], watch_memory=False)
        return
    with tempfile.TemporaryDirectory(prefix="oakprobe-root-") as place:
        os.chmod(place, 0o755)
        shutil.copy(agent, pathlib.Path(place, "oakprobe-agent"))
        examine(alone(place), watch_memory=True)


main()
