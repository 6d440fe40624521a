#!/usr/bin/python3
"""A sudo that tells what it read, on either output, in one piece and byte by byte: the password is
in no report, and not on the terminal. sudo_echo_test.py DIRECTORY-OF-OAKPROBE"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "lab"))
from oaklab.terminal import Terminal  # noqa: E402

BIN = pathlib.Path(sys.argv.pop()).resolve()
PASSWORD = 'co"rk\\<oa&k>-11'
REPORTS = ("json", "markdown", "junit", "html")

# sudo -S -p PROMPT -- COMMAND. `dd` writes byte by byte. Later: the agent is cut off as it answers,
# when oakprobe has long forgotten the password.
FAKE_SUDO = r"""#!/bin/sh
printf %s "$3" >&2
IFS= read -r password
case $TELLS in
*bytes*) tell() { printf %s "$password" | dd bs=1 2>/dev/null; } ;;
*escaped*) tell() { printf %s "$password" | sed 's/[^a-z0-9]/\\&/g'; } ;;
*) tell() { printf 'Password %s, thanks.\n' "$password"; } ;;
esac
case $TELLS in
*stdout*) tell ;;
*stderr*) tell >&2 ;;
esac
case $TELLS in
*later*) shift 4; "$@" | { dd bs=1 count=600 2>/dev/null; tell >&2; kill -9 0; } ;;
esac
exit 1
"""
NODES = ("stdout", "stderr", "stdout-bytes", "stderr-bytes", "stdout-escaped", "stderr-escaped",
         "later")


def inventory(directory):
    lines = ["version: 1", "nodes:",
             "  - {name: root, address: 127.0.0.2, roles: [root, cluster], cluster: a, agent: none}"]
    for number, tells in enumerate(NODES, 10):
        command = f"env TELLS={tells} PATH={directory}:{os.environ['PATH']} {BIN}/oakprobe-agent --stdio"
        lines.append(f"  - {{name: {tells}, address: 127.0.0.{number}, roles: [worker], cluster: a, "
                     f"agent: {{command: '{command}', sudo: ask}}}}")
    return "\n".join(lines) + "\n"


class SudoEchoTest(unittest.TestCase):
    def test_is_told_nowhere(self):
        with tempfile.TemporaryDirectory() as place:
            directory = pathlib.Path(place)
            (directory / "sudo").write_text(FAKE_SUDO)
            (directory / "sudo").chmod(0o700)
            (directory / "my.yaml").write_text(inventory(directory))
            options = [word for kind in REPORTS for word in (f"--{kind}", str(directory / kind))]
            terminal = Terminal(PASSWORD)
            try:
                done = subprocess.run(
                    [BIN / "oakprobe", "check", directory / "my.yaml", "--verbose", *options],
                    stdin=subprocess.DEVNULL, capture_output=True, start_new_session=True,
                    preexec_fn=terminal.attach, timeout=100)
            finally:
                shown, _ = terminal.close()
            told = {kind: (directory / kind).read_text() for kind in REPORTS}
            told |= {"stdout": done.stdout.decode(), "stderr": done.stderr.decode(), "terminal": shown}
            for name, text in told.items():
                for part in ('co"rk', "oa&k", "rk\\\\<oa", "k>-11", "&amp;k", "&gt;-11"):
                    self.assertFalse(part in text, f"{part} in {name}")
            nodes = {node["name"]: node for node in json.loads(told["json"])["nodes"]}
            for name in NODES:
                self.assertIn("***", nodes[name]["agent_error"])
            self.assertEqual(nodes["later"]["agent"], "lost")
            for kind in REPORTS:
                self.assertEqual((directory / kind).stat().st_mode & 0o777, 0o600)

    def test_process_substitution(self):
        with tempfile.TemporaryDirectory() as place:
            directory = pathlib.Path(place)
            (directory / "my.yaml").write_text(inventory(directory).replace("sudo: ask", "sudo: none"))
            line = (f"{BIN}/oakprobe check {directory}/my.yaml --source stdout --json >(cat >{directory}/copy)"
                    " >/dev/null; wait $!; exit 0")
            subprocess.run(["bash", "-c", line], stdin=subprocess.DEVNULL, check=True, timeout=100)
            self.assertTrue((directory / "copy").read_text().endswith("}\n"))


if __name__ == "__main__":
    unittest.main()
