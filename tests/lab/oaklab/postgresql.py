"""A PostgreSQL server of a play's own: Debian's, as the user postgres, on a socket."""

import contextlib
import dataclasses
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

_PATIENCE_SECONDS = 60.0


@dataclasses.dataclass
class Server:
    url: str
    log: pathlib.Path  # each statement that writes has a line there


@contextlib.contextmanager
def running():
    """None where it is not installed."""
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        yield None
        return
    directory = pathlib.Path(tempfile.mkdtemp(prefix="oaklab-postgresql-"))
    shutil.chown(directory, "postgres", "postgres")
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
               "--pdeathsig=SIGQUIT"]
    log, data = directory / "log", str(directory / "data")
    subprocess.run([*as_user, str(programs[-1]), "-D", data, "-A", "trust", "-U", "oakprobe"],
                   cwd="/", check=True, capture_output=True)
    with open(log, "w") as words:
        server = subprocess.Popen(
            [*as_user, str(programs[-1].with_name("postgres")), "-D", data, "-k", str(directory),
             "-c", "listen_addresses=", "-c", "log_statement=mod"],
            cwd="/", stdout=words, stderr=words)
    url = f"postgresql:///postgres?host={directory}&user=oakprobe"
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while subprocess.run(["psql", url, "-c", ""], capture_output=True).returncode != 0:
            if time.monotonic() > deadline or server.poll() is not None:
                raise TimeoutError(f"PostgreSQL does not start: {log.read_text()[-500:]}")
            time.sleep(0.05)
        yield Server(url, log)
    finally:
        server.send_signal(2)
        server.wait()
        shutil.rmtree(directory, ignore_errors=True)
