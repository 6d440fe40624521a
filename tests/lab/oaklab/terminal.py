"""A terminal that somebody sits at: waits for the password prompt, and types."""

import fcntl
import os
import select
import termios
import threading

PROMPT = "Password for sudo"


class Terminal:
    """Give `attach` to Popen as preexec_fn: the terminal is then the process's own."""

    def __init__(self, typed):
        self._typed = typed
        self._master, self._slave = os.openpty()
        self._shown = b""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sit)
        self._thread.start()

    @property
    def output(self):
        """To be a process's standard output or error, without being its own terminal."""
        return self._slave

    def attach(self):
        fcntl.ioctl(self._slave, termios.TIOCSCTTY, 0)

    def _sit(self):
        typed = False
        while not self._done.is_set():
            if not select.select([self._master], [], [], 0.05)[0]:
                continue
            self._shown += os.read(self._master, 4096)
            if not typed and PROMPT.encode() in self._shown:
                typed = True
                os.write(self._master, self._typed.encode() + b"\n")

    def close(self):
        """What was shown, and whether it shows what is typed again."""
        self._done.set()
        self._thread.join()
        echoes = bool(termios.tcgetattr(self._slave)[3] & termios.ECHO)
        os.close(self._master)
        os.close(self._slave)
        return self._shown.decode(errors="replace"), echoes


class SecretWatch:
    """Looks for a secret in the command lines and environments of all processes, until closed."""

    def __init__(self, secret):
        self._secret, self.seen = secret.encode(), set()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self):
        while not self._done.wait(0.1):
            for entry in os.scandir("/proc"):
                if entry.name.isdigit():
                    self._look_at(entry.name)

    def _look_at(self, pid):
        for name in ("cmdline", "environ"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    if self._secret in file.read():
                        self.seen.add(f"the password is in /proc/{pid}/{name}")
            except OSError:  # ended meanwhile
                pass

    def close(self):
        self._done.set()
        self._thread.join()
        return sorted(self.seen)
