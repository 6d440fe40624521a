#!/usr/bin/python3
"""The lab's own judgement, tested without a lab: a comparison that passes everything would make
every scenario worthless."""

import copy
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from oaklab import expectation, report_shape, scenario, topology  # noqa: E402


def path(**changes):
    return {"flow": "worker-tunnel", "source": "w1", "target": "w3", "protocol": "udp",
            "address": "192.0.2.33", "port": 50103, "expect": "open", "need": "required",
            "status": "open", "message": "", "listener": {"mode": "stand-in"},
            "waypoints": {"sent": 3, "left-source": None, "delivered": 3}, **changes}


BLOCKED = {"status": "blocked", "cause": "dropped", "message": "Dropped on the way."}


def report(*paths, causes=()):
    summary = dict.fromkeys(report_shape.STATUSES, 0)
    for one in paths:
        summary[one["status"]] += 1
    return {"schema": "oakprobe.report/1",
            "run": {"id": "0" * 16, "started": "2026-01-01T00:00:00Z",
                    "finished": "2026-01-01T00:00:02.5Z", "oakprobe": "0.1.0",
                    "oakestra": "v0.4.411", "oakestra_assumed": True},
            "summary": {"paths": len(paths), **summary, "accepted": 0},
            "nodes": [{"name": name, "agent": "reached"} for name in ("w1", "w3")],
            "causes": list(causes), "paths": [copy.deepcopy(one) for one in paths]}


class Shape(unittest.TestCase):
    def test_a_right_report_has_no_errors(self):
        blocked = path(**BLOCKED, where="network", cause_id=1, source="w3", target="w1")
        self.assertEqual([], report_shape.shape_errors(
            report(path(), blocked, causes=[{"id": 1, "paths": 1}])))

    def test_wrong_paths_are_told(self):
        rows = {
            "both places": {**BLOCKED, "where": "network",
                            "where_any": ["network", "target-host"]},
            "no place": BLOCKED,
            "unknown place": {**BLOCKED, "where": "the moon"},
            "one of many": {**BLOCKED, "where_any": ["network"]},
            "wrong order": {**BLOCKED, "where_any": ["target-host", "network"]},
            "no cause": {"status": "blocked", "message": "x", "where": "network"},
            "cause of another status": {"status": "unknown", "cause": "dropped", "message": "x"},
            "no message": {**BLOCKED, "where": "network", "message": ""},
            "closed, expected open": {"status": "closed"},
            "open, expected closed": {"expect": "closed"},
            "unknown waypoint": {"waypoints": {"arrived": 3}},
            "count that is none": {"waypoints": {"sent": "3"}},
            "stranger": {"target": "w9"},
            "listener": {"listener": {"mode": "asleep"}},
            "dangling cause": {"cause_id": 7},
        }
        for name, changes in rows.items():
            with self.subTest(name):
                self.assertNotEqual([], report_shape.shape_errors(report(path(**changes))))

    def test_sums_must_add_up(self):
        wrong = report(path())
        wrong["summary"]["open"] = 2
        self.assertNotEqual([], report_shape.shape_errors(wrong))

    def test_a_path_may_not_come_twice(self):
        self.assertNotEqual([], report_shape.shape_errors(report(path(), path())))


class Verdicts(unittest.TestCase):
    ROW = {"flow": "worker-tunnel", "target": "w3", "status": "blocked", "cause": "dropped",
           "truth": "target-firewall"}

    def errors(self, changes, row=None, default="as-expected"):
        rows = [row] if row else []
        return expectation.verdict_errors(
            report(path(**changes)), {"paths": rows, "default": default})

    def test_what_is_not_named_must_be_as_expected(self):
        self.assertEqual([], self.errors({}))
        self.assertNotEqual([], self.errors({**BLOCKED, "where": "network"}))
        self.assertNotEqual([], self.errors({"cause": "return-lost", "where": "network"}))

    def test_the_truth_must_be_among_the_possible(self):
        for where, right in (({"where": "target-firewall"}, True),
                             ({"where": "network"}, False),
                             ({"where_any": ["network", "target-firewall"]}, True),
                             ({"where_any": ["source-firewall", "network"]}, False),
                             ({}, False)):
            with self.subTest(where):
                self.assertEqual(right, not self.errors({**BLOCKED, **where}, self.ROW))

    def test_a_proved_place_must_be_one(self):
        row = {**self.ROW, "proved": True}
        some = {**BLOCKED, "where_any": ["network", "target-firewall"]}
        self.assertNotEqual([], self.errors(some, row))
        self.assertEqual([], self.errors({**BLOCKED, "where": "target-firewall"}, row))

    def test_an_open_path_is_not_a_blocked_one(self):
        self.assertNotEqual([], self.errors({}, self.ROW))

    def test_a_row_that_speaks_of_nothing_is_an_error(self):
        self.assertNotEqual([], self.errors({}, {**self.ROW, "target": "w7"}))

    def test_parts_are_compared_to_any_depth(self):
        row = {"status": "open", "with": {"waypoints": {"sent": 3, "left-source": None}}}
        self.assertEqual([], self.errors({}, row))
        row["with"]["waypoints"]["sent"] = 2
        self.assertNotEqual([], self.errors({}, row))

    def test_a_list_is_compared_with_a_list_as_a_whole(self):
        row = {"status": "open", "with": {"alternatives": ["192.0.2.1", "192.0.2.2"]}}
        told = {"alternatives": ["192.0.2.1", "192.0.2.2"]}
        self.assertEqual([], self.errors(told, row))
        self.assertNotEqual([], self.errors({"alternatives": ["192.0.2.1"]}, row))


class Files(unittest.TestCase):
    def test_every_scenario_can_be_read(self):
        self.assertGreater(len(scenario.all_scenarios()), 40)

    def test_a_misspelled_key_is_refused(self):
        with self.assertRaises(topology.ScenarioError):
            topology.only_keys({"fualts": {}}, "faults name", "scenario")


unittest.main()
