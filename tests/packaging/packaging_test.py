#!/usr/bin/python3
"""Holds what is delivered for systemd, Prometheus and Grafana to what they take, and to the names of the metrics."""

import json
import pathlib
import re
import shutil
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


def written():
    """Metrics that coordinator/metrics/ writes, so."""
    text = "".join(file.read_text() for file in sorted((ROOT / "coordinator" / "metrics").glob("*.cpp")))
    return set(re.findall(r'"(oakprobe_[a-z_]+)"', text)) | {"oakprobe_round_trip_seconds_bucket"}


def services():
    return sorted((ROOT / "packaging" / "systemd").glob("*.service"))


def audits():
    return [unit for unit in services() if unit.name.startswith("oakprobe-audit")]


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

    def test_everything_in_the_dashboard_names_metrics_that_are_written(self):
        text = (GRAFANA / "dashboards" / "oakprobe.json").read_text() + RULES.read_text()
        # Its variables ask for metrics, too.
        self.assertEqual(set(METRIC.findall(text)) - written(), set())

    def test_the_documentation_has_every_metric(self):
        # OpenMetrics' family of a counter is named without _total.
        self.assertEqual(written() - documented(), {"oakprobe_runs"})
        self.assertEqual(documented() - written(), set())

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

    def test_every_panel_has_a_query_and_its_variables(self):
        dashboard = json.loads((GRAFANA / "dashboards" / "oakprobe.json").read_text())
        variables = {variable["name"] for variable in dashboard["templating"]["list"]}
        for panel in dashboard["panels"]:
            with self.subTest(panel["title"]):
                self.assertTrue(panel["targets"])
                text = json.dumps(panel)
                self.assertEqual(set(re.findall(r"\$\{?([a-z]+)\}?", text)) - variables, set())
                self.assertEqual(panel["datasource"]["uid"], "${datasource}")
                refs = [target["refId"] for target in panel["targets"]]
                self.assertEqual(len(refs), len(set(refs)))

    def test_grafana_provisions_the_folder(self):
        provider, = yaml.safe_load((GRAFANA / "oakprobe.yml").read_text())["providers"]
        self.assertEqual(provider["type"], "file")
        self.assertTrue(provider["options"]["path"].endswith("/grafana/dashboards"))


@unittest.skipUnless(shutil.which("systemd-analyze"), "there is no systemd here")
class UnitsTest(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())

    def installed(self, unit):
        """As it is where oakprobe is installed."""
        copy = pathlib.Path(self.directory) / unit.name
        copy.write_text(unit.read_text().replace("/usr/bin/oakprobe ", "/bin/true "))
        return str(copy)

    def test_systemd_takes_the_units(self):
        units = [self.installed(unit) for unit in (ROOT / "packaging" / "systemd").iterdir()
                 if unit.suffix in (".service", ".timer")]
        ended = subprocess.run(["systemd-analyze", "verify", "--man=no", *units],
                               capture_output=True, text=True, check=False)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_the_services_are_as_confined_as_is_said(self):
        said, = re.findall(r"`systemd-analyze security`:\s+([0-9.]+)", (ROOT / "docs" / "audits.md").read_text())
        for unit in services():
            ended = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
                                   capture_output=True, text=True, check=False)
            exposure, = re.findall(r"Overall exposure level .*: ([0-9.]+)", ended.stdout)
            if unit in audits():
                self.assertEqual(exposure, said, unit.name)
            else:
                self.assertLessEqual(float(exposure), float(said), unit.name)

    def test_both_audits_are_confined_alike(self):
        def confinement(unit):
            text = unit.read_text().split("# Its keys")[1]
            return text.split("[Install]")[0].strip()
        one, other = map(confinement, audits())
        self.assertEqual(one, other)


if __name__ == "__main__":
    sys.exit(unittest.main())
