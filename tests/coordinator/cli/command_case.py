"""What tests of oakprobe's commands start from: the programs, of the directory that is the last word
of the command line, and a directory with an inventory."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

BIN = pathlib.Path(sys.argv.pop()).resolve()
INVENTORY = """version: 1
nodes:
  - {name: root, address: 192.0.2.10, roles: [root], agent: none}
  - {name: edge, address: 192.0.2.20, roles: [cluster], cluster: a, agent: none}
  - {name: "w[1-3]", address: "192.0.2.[31-33]", roles: [worker], cluster: a, agent: none}
"""


class CommandTest(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        self.inventory = self.place / "my.yaml"
        self.inventory.write_text(INVENTORY)

    def oakprobe(self, *words, **more):
        return subprocess.run([BIN / "oakprobe", *words], cwd=self.place, text=True, timeout=60,
                              **{"capture_output": True, **more}, check=False)

    def refuses(self, message, *words, **more):
        run = self.oakprobe(*words, **more)
        self.assertEqual(run.returncode, 2, f"{words}: {run.stderr}")
        self.assertIn(message, run.stderr, words)
        self.assertEqual(run.stdout, "", words)
