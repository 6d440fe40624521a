#!/usr/bin/python3
"""Holds the alerts that the unit tests kept against docs/alert.schema.json: check_alerts.py DIRECTORY"""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    sys.exit("python3-jsonschema is missing: scripts/install-dependencies --test")

ROOT = pathlib.Path(__file__).resolve().parents[3]


def main():
    validator = jsonschema.Draft202012Validator(
        json.loads((ROOT / "docs" / "alert.schema.json").read_text()),
        format_checker=jsonschema.FormatChecker())
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.json"))
    errors = [f"{file.name}: {error.json_path}: {error.message}" for file in files
              for error in validator.iter_errors(json.loads(file.read_text()))]
    if errors or not files:
        sys.exit("\n".join(errors) or "no alert was kept")


if __name__ == "__main__":
    main()
