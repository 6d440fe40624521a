#!/usr/bin/python3
"""Holds what is delivered for Prometheus and Grafana to what they take, and to the names of the metrics."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RULES = ROOT / "packaging" / "prometheus" / "oakprobe.yml"
GRAFANA = ROOT / "packaging" / "grafana"
METRIC = re.compile(r"\boakprobe_[a-z_]+")


def documented():
    """Metrics of docs/metrics.md, a histogram with what it consists of."""
    names = set(re.findall(r"^\| `(oakprobe_[a-z_]+)`", (ROOT / "docs" / "metrics.md").read_text(), re.M))
    return names | {"oakprobe_round_trip_seconds_bucket"}


def promtool(*arguments):
    ended = subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


class PackagingTest(unittest.TestCase):
    def test_the_rules_are_rules(self):
        code, words = promtool("check", "rules", str(RULES))
        self.assertEqual(code, 0, words)

    def test_the_rules_fire_when_they_should(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            file.write((HERE / "rules_test.yml").read_text().replace("RULES", str(RULES)))
            file.flush()
            code, words = promtool("test", "rules", file.name)
        self.assertEqual(code, 0, words)

    def test_rules_and_dashboard_name_metrics_that_there_are(self):
        dashboard = json.loads((GRAFANA / "dashboards" / "oakprobe.json").read_text())
        queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
        queries += [rule["expr"] for group in yaml.safe_load(RULES.read_text())["groups"]
                    for rule in group["rules"]]
        named = {name for query in queries for name in METRIC.findall(query)}
        self.assertEqual(named - documented(), set())

    def test_every_query_of_the_dashboard_is_one(self):
        dashboard = json.loads((GRAFANA / "dashboards" / "oakprobe.json").read_text())
        rules = [{"record": f"panel_{panel['id']}_{number}",
                  "expr": target["expr"].replace("$flow", ".*")}
                 for panel in dashboard["panels"]
                 for number, target in enumerate(panel["targets"])]
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)
            file.flush()
            code, words = promtool("check", "rules", file.name)
        self.assertEqual(code, 0, words)

    def test_panels_do_not_lie_on_one_another(self):
        dashboard = json.loads((GRAFANA / "dashboards" / "oakprobe.json").read_text())
        cells = [(x, y) for panel in dashboard["panels"]
                 for place in [panel["gridPos"]]
                 for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])]
        self.assertEqual(len(cells), len(set(cells)))
        self.assertLess(max(x for x, _ in cells), 24)
        ids = [panel["id"] for panel in dashboard["panels"]]
        self.assertEqual(len(ids), len(set(ids)))

    def test_grafana_provisions_the_folder(self):
        provider, = yaml.safe_load((GRAFANA / "oakprobe.yml").read_text())["providers"]
        self.assertEqual(provider["type"], "file")
        self.assertTrue(provider["options"]["path"].endswith("/grafana/dashboards"))


if __name__ == "__main__":
    sys.exit(unittest.main())
