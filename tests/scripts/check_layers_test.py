#!/usr/bin/python3
"""The layering check must find what is against the arrows, and nothing else."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check-layers"

OFFENCES = {
    "base knows nobody": ("base/a.hpp", '#include "wire/frame.hpp"'),
    "wire is not I/O": ("wire/a.cpp", '#include "net/socket.hpp"'),
    "inventory knows no wire": ("inventory/a.cpp", '#include "wire/frame.hpp"'),
    "what is read in packets opens no socket": ("packets/a.cpp", "#include <sys/socket.h>"),
    "packets come from nowhere": ("packets/a.cpp", '#include "net/packet_tap.hpp"'),
    "who dials does not look": ("probe-agent/dial/a.cpp", '#include "probe-agent/look/burst.hpp"'),
    "a question has no socket": ("probe-agent/question/a.cpp", '#include "net/unique_fd.hpp"'),
    "a stand-in does not dial":
        ("probe-agent/stand_in/a.cpp", '#include "probe-agent/dial/pacer.hpp"'),
    "a sub-room does not know the agent":
        ("probe-agent/watch/a.cpp", '#include "probe-agent/agent.hpp"'),
    "the agent knows no inventory": ("probe-agent/a.cpp", '#include "inventory/flow.hpp"'),
    "the agent knows no coordinator":
        ("probe-agent/a.cpp", '#include "coordinator/fleet/fleet.hpp"'),
    "the coordinator knows no agent": ("coordinator/main.cpp", '#include "probe-agent/agent.hpp"'),
    "the fleet judges nothing": ("coordinator/fleet/a.cpp",
                                 '#include "coordinator/diagnosis/judge.hpp"'),
    "a check prints nothing": ("coordinator/check/a.cpp",
                               '#include "coordinator/report/matrix.hpp"'),
    "who judges does not speak": ("coordinator/diagnosis/a.cpp",
                                  '#include "coordinator/telling/tell.hpp"'),
    "a report starts nobody": ("coordinator/report/a.cpp",
                               '#include "coordinator/fleet/fleet.hpp"'),
    "what a program can do knows no command line":
        ("coordinator/app/a.cpp", '#include "coordinator/cli/complain.hpp"'),
    "a diagnosis opens no socket": ("coordinator/diagnosis/a.cpp", "#include <sys/socket.h>"),
    "no Asio in a pure room": ("wire/a.cpp", "#include <boost/asio/io_context.hpp>"),
    "only the one header may": ("wire/a.hpp", "#include <boost/asio/ip/address.hpp>"),
    "no file in a pure room": ("inventory/a.cpp", "#  include <fstream>"),
    "no log in a pure room": ("base/a.cpp", "#include <iostream>"),
    "no clock in a pure room":
        ("coordinator/diagnosis/a.cpp", "auto t = std::chrono::steady_clock::now();"),
    "no include beside oneself": ("wire/a.cpp", '#include "frame.hpp"'),
}
RIGHT = {
    "base/ip_address.hpp": "#include <boost/asio/ip/address.hpp>",
    "net/a.cpp": '#include "wire/frame.hpp"\n#include <fstream>\n#include <sys/socket.h>',
    "probe-agent/look/a.cpp":
        '#include "probe-agent/clock.hpp"\n#include "probe-agent/dial/look_target.hpp"',
    "probe-agent/agent.cpp":
        '#include "probe-agent/look/look_run.hpp"\n#include "probe-agent/watch/watch.hpp"',
    "coordinator/check/a.cpp": '#include "net/deadline.hpp"\n#include "inventory/flow.hpp"',
    "coordinator/cli/a.cpp": '#include "coordinator/report/matrix.hpp"',
    "coordinator/main.cpp": '#include "coordinator/cli/cli.hpp"',
    "wire/a.cpp": "// unlike steady_clock, this is a value",
    "docs/a.cpp": '#include "probe-agent/agent.hpp"',
}


def run_on(files):
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("#pragma once\n" + text + "\n")
        return subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True)


class CheckLayers(unittest.TestCase):
    def test_each_offence_is_told_with_file_and_line(self):
        for name, (path, line) in OFFENCES.items():
            with self.subTest(name):
                done = run_on({path: line})
                self.assertEqual(1, done.returncode)
                self.assertIn(f"{path}:2: ", done.stdout)

    def test_all_offences_are_told_at_once(self):
        done = run_on({"base/a.hpp": '#include "wire/a.hpp"\n#include "net/a.hpp"'})
        self.assertEqual(2, len(done.stdout.splitlines()))

    def test_what_follows_the_arrows_is_right(self):
        done = run_on(RIGHT)
        self.assertEqual("", done.stdout)
        self.assertEqual(0, done.returncode)


unittest.main()
