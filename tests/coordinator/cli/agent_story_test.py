#!/usr/bin/python3
"""What oakprobe check tells of its agents while it starts them, seen from outside.
agent_story_test.py DIRECTORY-OF-OAKPROBE"""

import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "lab"))
from oaklab.terminal import Terminal  # noqa: E402

from command_case import BIN, INVENTORY, CommandTest  # noqa: E402


class ProgressTest(CommandTest):
    def test_who_is_waited_for_is_named(self):
        silent = "agent: {command: [cat]}"  # says nothing until it is given up
        self.inventory.write_text(INVENTORY.replace("agent: none", silent))
        terminal = Terminal("")
        try:
            self.oakprobe("check", "my.yaml", "--flow", "worker-tunnel", capture_output=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=terminal.output, env={**os.environ, "TERM": "xterm"})
        finally:
            shown, _ = terminal.close()
        self.assertIn("starting agents: 0 of 3 agents; waiting for w1, w2 and w3", shown)


class VerboseTest(CommandTest):
    def told(self, *words):
        run = self.oakprobe("check", "my.yaml", "--flow", "worker-tunnel", "--verbose", *words)
        lines = re.findall(r"^\d\d:\d\d:\d\d\.\d{3} +(\d+\.\d) s  (w\d): (.*)$", run.stderr, re.M)
        seconds = [float(second) for second, _, _ in lines]
        self.assertEqual(seconds, sorted(seconds), run.stderr)
        return {name: [text for _, of, text in lines if of == name] for name in ("w1", "w2", "w3")}, run

    def agents(self, *commands):
        rest = INVENTORY[:INVENTORY.index('  - {name: "w[1-3]"')]
        nodes = [f"  - {{name: w{n}, address: 127.0.0.3{n}, roles: [worker], cluster: a, agent: {agent}}}\n"
                 for n, agent in enumerate(commands, 1)]
        self.inventory.write_text(rest + "".join(nodes))

    def test_tells_of_each_agent_what_became_of_it(self):
        ssh = self.place / "ssh"  # turns the first one away, and has no agent for the second
        ssh.write_text("""#!/bin/sh
if mkdir tried 2>/dev/null; then
  printf 'kex_exchange_identification: read: Connection reset by peer \\033[2J\\n' >&2
  exit 255
fi
echo 'sh: 1: oakprobe-agent: not found' >&2
exit 127
""")
        ssh.chmod(0o700)
        agent = f"{BIN}/oakprobe-agent --stdio"
        self.agents(f"{{command: '{ssh} -T pi@w1 oakprobe-agent --stdio'}}",
                    f"{{command: 'env API_TOKEN=hunter2 {agent}'}}", "local")
        told, run = self.told()
        started = f"{ssh} -T pi@w1 oakprobe-agent --stdio"
        self.assertEqual(told["w1"][0], started)
        self.assertRegex(told["w1"][1], r"Connection reset by peer \?\[2J; tried again in 0\.6 s$")
        self.assertEqual(told["w1"][2], started)
        self.assertRegex(told["w1"][3], "^not reached: .*exit code 127.*not found$")
        self.assertEqual(told["w2"][0], f"env API_TOKEN=*** {agent}")
        self.assertRegex(told["w2"][1], "^up: it is installed there, and may open ")
        self.assertEqual(told["w3"][0], agent)
        self.assertRegex(told["w3"][1], "^up: it is local: on this machine, and may open ")
        self.assertNotIn("hunter2", run.stderr + run.stdout)
        self.assertIn("check with --push", " ".join(run.stdout.split()))

    def test_is_told_only_if_asked(self):
        self.agents("local", "local", "local")
        run = self.oakprobe("check", "my.yaml", "--flow", "worker-tunnel")
        self.assertNotIn(" s  w1: ", run.stderr)

    def test_a_node_that_is_this_machine_needs_no_ssh(self):
        ssh = self.place / "ssh"
        ssh.write_text("#!/bin/sh\necho 'pi@localhost: Permission denied (publickey).' >&2\nexit 255\n")
        ssh.chmod(0o700)
        self.agents(f"{{host: localhost, command: '{ssh} -T {{host}} oakprobe-agent --stdio'}}",
                    "none", "none")
        told, run = self.told()
        self.assertIn("localhost is this machine: agent: local starts the agent here, without ssh",
                      told["w1"])
        self.assertIn("w1's host localhost is this machine: agent: local starts the agent here",
                      " ".join(run.stdout.split()))


if __name__ == "__main__":
    unittest.main()
