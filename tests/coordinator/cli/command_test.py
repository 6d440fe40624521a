#!/usr/bin/python3
"""What oakprobe's commands do with files and words, seen from outside. No agent is
started. command_test.py DIRECTORY-OF-OAKPROBE"""

import json
import os
import re
import subprocess
import unittest

from command_case import INVENTORY, CommandTest


class FilesTest(CommandTest):
    def test_the_inventory_is_never_overwritten(self):
        (self.place / "soft.yaml").symlink_to("my.yaml")
        os.link(self.inventory, self.place / "hard.yaml")
        reports = [("check", f"--{kind}") for kind in ("json", "markdown", "junit", "html")]
        for command, option in [*reports, ("plan", "--json")]:
            for name in ("my.yaml", "./my.yaml", "soft.yaml", "hard.yaml"):
                self.refuses(f"oakprobe: {option} {name} would overwrite the inventory",
                             command, "my.yaml", option, name)
        self.refuses("would overwrite the inventory", "check", "soft.yaml", "--json", "my.yaml")
        with self.inventory.open() as text:
            self.refuses("would overwrite the inventory", "check", "-", "--json", "my.yaml",
                         stdin=text)
        rotation = ("--plan", "rotate", "1", "--state", "my.yaml")
        self.refuses("--state my.yaml would overwrite the inventory", "check", "my.yaml", *rotation)
        self.assertEqual(self.inventory.read_text(), INVENTORY)

    def test_two_reports_are_two_files(self):
        (self.place / "old").write_text("old")
        os.link(self.place / "old", self.place / "same")
        (self.place / "leads").symlink_to("new")
        for one, other in (("old", "same"), ("new", "./new"), ("new", "leads"),
                           ("-", "/dev/stdout")):
            self.refuses(f"oakprobe: --json {one} and --html {other} are one file",
                         "check", "my.yaml", "--json", one, "--html", other)
        self.assertEqual((self.place / "old").read_text(), "old")

    def test_what_keeps_nothing_takes_any_number(self):
        run = self.oakprobe("check", "my.yaml", "--json", "/dev/null", "--html", "../../dev/null")
        self.assertNotIn("one file", run.stderr)


class FirewallTest(CommandTest):
    def test_a_file_a_node_and_none_of_anothers(self):
        rules = self.place / "rules"
        made = self.oakprobe("firewall", "my.yaml", "--format", "nftables", "--directory", "rules")
        self.assertEqual((made.returncode, made.stdout), (0, "rules: 5 files\n"), made.stderr)
        self.assertIn("the inventory has no client", made.stderr)
        self.assertEqual(sorted(file.name for file in rules.iterdir()),
                         ["edge.nft", "root.nft", "w1.nft", "w2.nft", "w3.nft"])
        again = self.oakprobe("firewall", "my.yaml", "--format", "nftables", "--directory", "rules")
        self.assertEqual(again.returncode, 0, again.stderr)
        (rules / "w2.nft").write_text("table inet mine { }\n")
        (rules / "w3.nft").write_text("# Made by oakprobe firewall: long ago\n")
        words = ("firewall", "my.yaml", "--format", "nftables", "--directory", "rules")
        self.refuses("rules/w2.nft is there, and not made by oakprobe firewall", *words)
        self.assertEqual((rules / "w2.nft").read_text(), "table inet mine { }\n")
        self.assertIn("long ago", (rules / "w3.nft").read_text())
        forced = self.oakprobe(*words, "--force")
        self.assertEqual(forced.returncode, 0, forced.stderr)
        self.assertIn("chain input", (rules / "w2.nft").read_text())

    def test_a_table_replaces_itself(self):
        words = ("firewall", "my.yaml", "--directory", "rules")
        for _ in range(2):
            made = self.oakprobe(*words)
            self.assertEqual((made.returncode, made.stdout), (0, "rules: 1 file\n"), made.stderr)
        text = (self.place / "rules" / "oakprobe.txt").read_text()
        self.assertTrue(text.startswith("Made by oakprobe firewall"), text)

    def test_one_text_where_there_is_one(self):
        self.refuses("say --directory DIR, or --node NAME", "firewall", "my.yaml", "--format",
                     "iptables")
        one = self.oakprobe("firewall", "my.yaml", "--format", "iptables", "--node", "w2")
        self.assertEqual(one.returncode, 0, one.stderr)
        self.assertEqual(subprocess.run(["sh", "-n"], input=one.stdout, text=True).returncode, 0)
        table = self.oakprobe("firewall", "my.yaml", "--node", "w[1-2]")
        self.assertEqual(len(re.findall("^w[12] ", table.stdout, re.M)), 4, table.stdout)
        team = self.oakprobe("firewall", "my.yaml", "--for", "network-team")
        self.assertIn("FROM ", team.stdout)
        self.refuses("the inventory has no node 'w9'", "firewall", "my.yaml", "--node", "w9")


class NamesTest(CommandTest):
    def test_lists_and_ranges_choose(self):
        def rows(*words):
            run = self.oakprobe("plan", "my.yaml", *words)
            self.assertEqual(run.returncode, 0, run.stderr)
            return [tuple(line.split()[:3]) for line in run.stdout.split("\n\n")[0].splitlines()[1:]]
        tunnels = ("--flow", "worker-tunnel")
        self.assertEqual(rows(*tunnels, "--source", "w[1-2]", "--target", "w2,w3"), [
            ("worker-tunnel", "w1", "w2"), ("worker-tunnel", "w1", "w3"),
            ("worker-tunnel", "w2", "w3")])
        self.assertEqual(rows("--flow", "worker-mqtt,worker-handshake", "--source", "w1"), [
            ("worker-handshake", "w1", "edge"), ("worker-mqtt", "w1", "edge")])

    def test_unknown_names_are_told(self):
        self.refuses("the inventory has no node 'w4' (did you mean 'w1', 'w2' or 'w3'?)",
                     "check", "my.yaml", "--source", "w1,w4")
        self.refuses("the inventory has no flow 'worker-tunel' (did you mean 'worker-tunnel'?)",
                     "plan", "my.yaml", "--flow", "worker-tunel")

    def test_validate_is_inventory_validate(self):
        run = self.oakprobe("validate", "my.yaml")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn("my.yaml: fine: 5 nodes", run.stdout)


class ExplainTest(CommandTest):
    def test_what_cant_be_explained_is_said(self):
        self.inventory.write_text(INVENTORY + "  - {name: office, address: 192.0.2.50, roles: [client], agent: none}\n")
        for pair, message in (
                (("w1", "w1"), "'w1' (worker) dials nothing of its own; name two nodes"),
                (("w1", "office"), "there is no flow between 'w1' (worker) and 'office' (client)"),
                (("w1", "w4"), "the inventory has no node 'w4' (did you mean 'w1', 'w2' or 'w3'?)"),
                (("w[1-2]", "edge"), "explain is about two nodes, and 'w[1-2]' may be several")):
            self.refuses(f"oakprobe: {message}", "explain", "my.yaml", *pair)
        self.refuses("--json my.yaml would overwrite the inventory",
                     "explain", "my.yaml", "w1", "w2", "--json", "my.yaml")

    def test_reports_are_of_the_pair(self):
        run = self.oakprobe("explain", "my.yaml", "w1", "w2", "--json", "pair.json",
                            "--markdown", "pair.md")
        self.assertEqual(run.returncode, 3, run.stderr)
        report = json.loads((self.place / "pair.json").read_text())
        self.assertEqual({(path["source"], path["target"]) for path in report["paths"]},
                         {("w1", "w2"), ("w2", "w1")})
        self.assertIn("w1", (self.place / "pair.md").read_text())
        self.assertIn("w1 -> w2", run.stdout)
        run = self.oakprobe("explain", "my.yaml", "w1", "w2", "--json", "-")
        self.assertEqual(json.loads(run.stdout)["schema"], "oakprobe.report/1")
        self.assertIn("w1 -> w2", run.stderr)


class ReportTest(CommandTest):
    FORMS = ("json", "markdown", "junit", "html")

    def files(self, stem):
        return [word for form in self.FORMS for word in (f"--{form}", f"{stem}.{form}")]

    def test_an_old_report_is_told_as_when_it_was_new(self):
        new = self.oakprobe("check", "my.yaml", "--verbose", "--rtt", *self.files("new"))
        self.assertEqual(new.returncode, 3, new.stderr)
        old = self.oakprobe("report", "new.json", "--verbose", "--rtt", *self.files("old"))
        self.assertEqual((old.returncode, old.stdout, old.stderr), (3, new.stdout, ""))
        for form in self.FORMS:
            self.assertEqual((self.place / f"old.{form}").read_bytes(),
                             (self.place / f"new.{form}").read_bytes(), form)
        with (self.place / "new.json").open() as report:
            again = self.oakprobe("report", "-", "--json", "-", stdin=report)
        self.assertEqual(again.stdout, (self.place / "new.json").read_text())

    def test_a_pair_is_explained_as_it_was(self):
        new = self.oakprobe("explain", "my.yaml", "w1", "w2", "--json", "pair.json")
        old = self.oakprobe("report", "pair.json", "--path", "w1", "w2")
        self.assertEqual((old.returncode, old.stdout), (new.returncode, new.stdout))

    def test_a_node_is_told_alone(self):
        self.oakprobe("check", "my.yaml", "--json", "new.json")
        run = self.oakprobe("report", "new.json", "--node", "w2")
        self.assertIn("w2 (worker, cluster a) at 192.0.2.32, agent none.", run.stdout)
        self.assertIn("6 paths: 6 unknown.", run.stdout)  # of both directions, and of no others
        self.assertIn("w2         ?1   ?1  .   ?1", run.stdout)
        self.refuses("there is no node 'w4' (did you mean", "report", "new.json", "--node", "w4")

    def test_what_is_no_report_is_refused(self):
        self.refuses("oakprobe: none.json: No such file or directory", "report", "none.json")
        self.refuses("oakprobe: .: Is a directory", "report", ".")
        self.refuses("oakprobe: my.yaml: it is not JSON", "report", "my.yaml")
        self.oakprobe("check", "my.yaml", "--json", "new.json")
        self.refuses("oakprobe: --html new.json would overwrite the report",
                     "report", "new.json", "--html", "new.json")
        report = json.loads((self.place / "new.json").read_text())
        report["record"]["nodes"][2]["roles"] = ["king"]
        (self.place / "bad.json").write_text(json.dumps(report))
        self.refuses("oakprobe: bad.json: record.nodes[2].roles: is not one of this Oakprobe's",
                     "report", "bad.json")


class TablesTest(CommandTest):
    def test_round_trips_go_where_the_matrix_goes(self):
        told = "No round trip was measured"
        run = self.oakprobe("check", "my.yaml", "--rtt", "--html", "report.html")
        self.assertIn(told, run.stdout)
        page = (self.place / "report.html").read_text()
        self.assertIn(told, page)
        self.assertIn("<strong>my.yaml</strong>", page)
        run = self.oakprobe("check", "my.yaml", "--rtt", "--json", "-")
        self.assertEqual(json.loads(run.stdout)["schema"], "oakprobe.report/1")
        self.assertIn(told, run.stderr)
        self.assertNotIn(told, self.oakprobe("check", "my.yaml").stdout)


class HistoryTest(CommandTest):
    def test_runs_are_stored_listed_and_compared(self):
        stored = ("--history", "h.sqlite")
        self.refuses("there is no history", "history", *stored)
        for _ in range(2):
            run = self.oakprobe("check", "my.yaml", *stored)
            self.assertEqual(run.returncode, 3, run.stderr)  # no agent, so nothing is known
        listed = self.oakprobe("history", *stored)
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertEqual(len(re.findall(r"unknown +\[\?{12}\]", listed.stdout)), 2, listed.stdout)
        runs = json.loads(self.oakprobe("history", *stored, "--json").stdout)["runs"]
        self.assertEqual([run["inventory"] for run in runs], [str(self.inventory.resolve())] * 2)
        same = self.oakprobe("diff", *stored)
        self.assertEqual((same.returncode, same.stderr), (0, ""))
        self.assertIn("Nothing changed.", same.stdout)
        life = self.oakprobe("history", *stored, "--path", "w1", "w2")
        self.assertIn("unknown: agent-unreachable", life.stdout)
        self.refuses("no path from 'w1' to 'w9'", "history", *stored, "--path", "w1", "w9")
        self.refuses("is no run of the history", "diff", "nonsense", *stored)

    def test_a_history_that_can_not_be_used_costs_no_check(self):
        self.refuses("of no database that Oakprobe knows", "check", "my.yaml", "--history", "a://b")
        self.refuses("would overwrite the inventory", "check", "my.yaml", "--history", "my.yaml")
        (self.place / "notes").write_text("x" * 5000)
        run = self.oakprobe("check", "my.yaml", "--history", "notes")
        self.assertEqual(run.returncode, 4)
        self.assertIn("Undecided", run.stdout)
        self.assertIn("put back a copy of it", run.stderr)
        self.assertEqual((self.place / "notes").read_text(), "x" * 5000)


class FullOutputTest(CommandTest):
    def test_is_told(self):
        (self.place / "one.yaml").write_text(INVENTORY.replace("w[1-3]", "w1").replace("[31-33]", "31"))
        for words in (("--help",), ("--version",), ("check", "--help"), ("explain", "--help"),
                      ("plan", "my.yaml"), ("plan", "my.yaml", "--json", "-"),
                      ("inventory", "validate", "my.yaml"), ("check", "one.yaml"),
                      ("check", "one.yaml", "--json", "-"), ("explain", "my.yaml", "w1", "edge")):
            with open("/dev/full", "w", encoding="ascii") as full:
                run = self.oakprobe(*words, capture_output=False, stdout=full,
                                    stderr=subprocess.PIPE)
            self.assertEqual(run.returncode, 4, f"{words}: {run.stderr}")
            self.assertIn("oakprobe: standard output can't be written: No space left on device\n",
                          run.stderr, words)


if __name__ == "__main__":
    unittest.main()
