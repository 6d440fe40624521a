#!/usr/bin/python3
"""Every picture that a page of the documentation shows is there, and small: images_test.py"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BYTES_MAX = 200_000  # scripts/screenshots


def wrong():
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    shown = {(page, name) for page in pages
             for name in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page.read_text())}
    if not shown:
        yield "no page shows a picture"
    for page, name in sorted(shown):
        file = page.parent / name
        if not file.is_file():
            yield f"{page.name}: {name} is not there"
        elif file.stat().st_size > BYTES_MAX:
            yield f"{page.name}: {name} has more than {BYTES_MAX} bytes"


errors = list(wrong())
print("\n".join(errors))
sys.exit(bool(errors))
