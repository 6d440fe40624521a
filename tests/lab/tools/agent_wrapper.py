#!/usr/bin/python3
"""An agent that fails in a chosen way: agent_wrapper.py MODE FRAMES AGENT [ARGUMENT…]

Passes standard input and output of the real agent through. After FRAMES frames of the agent's
(docs/wire-protocol.md: a 4-byte length and a body, after the line OAKPROBE/1) it does as MODE says:
  die      kills the agent and ends
  stop     stops the agent and itself (SIGSTOP): alive, silent, its ports held
  garbage  writes bytes that are no frame, for ever
  cut      writes half of the next frame and ends
  flood    writes valid frames for ever, as fast as they are read
  trickle  begins a long frame, a byte a second
  pause    stops the agent until a tap of this machine has all that its buffer holds and three seconds
           more, then lets it go on; the agent gets small buffers for its taps
  starve   leaves the agent no file descriptor more than it has
  banner   (FRAMES is not used) login banners first, then the agent as it is
"""

import os
import resource
import signal
import subprocess
import sys
import threading
import time

TAP_BUFFER = 4608
KEEPALIVE = b"\0\0\0\x10\xa1\x64type\x69keepalive"


def read_exactly(stream, count):
    data = b""
    while len(data) < count:
        more = stream.read(count - len(data))
        if not more:
            return None
        data += more
    return data


def pass_input(agent):
    """The agent's standard input ends when the coordinator's end does."""
    while data := os.read(0, 65536):
        try:
            agent.stdin.write(data)
            agent.stdin.flush()
        except BrokenPipeError:
            return
    agent.stdin.close()


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(1, view):]


def full_tap():
    """Whether a packet tap keeps no more: the kernel takes a packet while less than the limit is used."""
    with open("/proc/net/packet", encoding="ascii") as table:
        used = [int(line.split()[6]) for line in table.readlines()[1:]]
    return any(one >= TAP_BUFFER for one in used)


def pause(agent):
    agent.send_signal(signal.SIGSTOP)
    until = time.monotonic() + 12  # the coordinator takes it for lost at 15
    while not full_tap() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(3)
    agent.send_signal(signal.SIGCONT)


def starve(agent):
    used = {int(fd) for fd in os.listdir(f"/proc/{agent.pid}/fd")}
    lowest_free = next(fd for fd in range(len(used) + 1) if fd not in used)
    limit_as_its_user(agent.pid, lowest_free)


def limit_as_its_user(pid, descriptors):
    """The agent is another user by now, whom root may limit only with CAP_SYS_RESOURCE."""
    with open(f"/proc/{pid}/status") as status:
        ids = {line.split()[0]: int(line.split()[1]) for line in status
               if line.startswith(("Uid:", "Gid:"))}
    child = os.fork()
    if child == 0:
        if ids["Uid:"] != os.geteuid():
            os.setgroups([])
            os.setresgid(*[ids["Gid:"]] * 3)
            os.setresuid(*[ids["Uid:"]] * 3)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (descriptors, descriptors))
        os._exit(0)
    os.waitpid(child, 0)


def copy_frame(agent, kill=False):
    header = read_exactly(agent.stdout, 4)
    body = header and read_exactly(agent.stdout, int.from_bytes(header, "big"))
    if body is None:
        os._exit(agent.wait() & 0xFF)
    if kill:
        agent.kill()
        agent.wait()
    write(header + body)


def fail(mode, agent):
    if mode == "die":
        agent.kill()
    elif mode == "stop":
        agent.send_signal(signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGSTOP)
    elif mode == "garbage":
        while True:
            write(b"\xff" * 4096)
    elif mode == "flood":
        while True:
            write(KEEPALIVE * 200)
    elif mode == "trickle":
        write(b"\0\0\xff\xff")
        while True:
            write(b"\xa1")
            time.sleep(1)
    elif mode == "cut":
        header = read_exactly(agent.stdout, 4)
        if header:
            body = read_exactly(agent.stdout, int.from_bytes(header, "big")) or b""
            write(header + body[: len(body) // 2])
        agent.kill()
    os._exit(1)


def main():
    mode, frames = sys.argv[1], int(sys.argv[2])
    if mode == "banner":
        write(b"Welcome to Debian GNU/Linux 12\r\nAuthorised use only.\xc3\x28\r\n")
        os.execv(sys.argv[3], sys.argv[3:])
    command = sys.argv[3:]
    if mode == "pause":
        command += ["--tap-buffer", str(TAP_BUFFER // 2)]  # the kernel doubles it
    agent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    threading.Thread(target=pass_input, args=(agent,), daemon=True).start()
    write(agent.stdout.readline())
    for number in range(1, frames + 1):
        # Dead before anybody acts on its last word: else it might still do what that is about.
        copy_frame(agent, kill=mode == "die" and number == frames)
    if mode in ("pause", "starve"):
        (pause if mode == "pause" else starve)(agent)
        while True:
            copy_frame(agent)
    fail(mode, agent)


try:
    main()
except (BrokenPipeError, KeyboardInterrupt):
    os._exit(1)
