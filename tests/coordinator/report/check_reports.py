#!/usr/bin/python3
"""Holds the reports that the unit tests kept against their schemas, and against each other.

    check_reports.py DIRECTORY

*.json: docs/report.schema.json. *.xml: junit.xsd, by xmllint, and the JSON report of the same name.
*.md: rendered by cmark-gfm, with no link, mention or markup that a node's words made, and the
matrix's cells as the JSON report has it. *.html: the same, and every header cell has its scope, every
other its title.
*.txt: 80 columns."""

import html.parser
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

try:
    import jsonschema
except ImportError:
    sys.exit("python3-jsonschema is missing: scripts/install-dependencies --test")

HERE = pathlib.Path(__file__).resolve().parent
SCHEMA = json.loads((HERE.parents[2] / "docs" / "report.schema.json").read_text())
RANKS = ("closed", "open", "noted", "accepted", "degraded", "unknown", "exposed", "blocked")
SYMBOLS = dict(zip(RANKS, ("-", "ok", "ok*", "(?)", "~", "?", "!", "X")))


def json_errors(report):
    validator = jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(report)]


def outcome(path, fail_on):
    if path.get("accepted"):
        return "skipped"
    if path["status"] in fail_on or path.get("cause") in fail_on:
        return "failure"
    return "error" if path["status"] == "unknown" else None


def junit_errors(file, report):
    lint = subprocess.run(["xmllint", "--noout", "--schema", HERE / "junit.xsd", file],
                          capture_output=True, text=True, check=False)
    if lint.returncode:
        yield lint.stderr.strip()[:500]
    suite = xml.etree.ElementTree.parse(file).getroot()[0]
    cases = suite.findall("testcase")
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        if int(suite.get(name)) != sum(case.find(tag) is not None for case in cases):
            yield f"{name}={suite.get(name)} is not what the cases say"
    if int(suite.get("tests")) != len(cases):
        yield f"tests={suite.get('tests')}, and there are {len(cases)}"
    findings = [finding for node in report["nodes"] for finding in node["findings"]
                if finding["severity"] == "error"]
    others = len(findings) + bool(report["run"]["interrupted"])
    if len(cases) != len(report["paths"]) + others:
        yield "not one case a path, a finding that is an error, and an interruption"
    failed = 0
    for path, case in zip(report["paths"], cases[others:]):
        wanted = outcome(path, report["run"]["fail_on"])
        failed += wanted == "failure"
        found = [child for child in case if child.tag != "system-out"]
        if [child.tag for child in found] != ([wanted] if wanted else []):
            yield f"{case.get('name')}: {found}, should be {wanted}"
        elif wanted in ("failure", "error"):
            if found[0].get("type") != path.get("cause", path["status"]):
                yield f"{case.get('name')}: type {found[0].get('type')}"
            if "fix" in path and " Fix: " not in found[0].get("message"):
                yield f"{case.get('name')}: no fix"
        if caveats := path.get("caveats"):
            if not all(caveat in "".join(case.itertext()) for caveat in caveats):
                yield f"{case.get('name')}: caveats {caveats} are missing"
    if failed != report["run"]["failed_paths"]:
        yield f"failed_paths is {report['run']['failed_paths']}, should be {failed}"


class Rendered(html.parser.HTMLParser):
    """Tags, text outside and inside of code, and the first table's cells."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.prose, self.rows = set(), set(), "", []
        self.headers_without_scope = self.cells_without_title = self._tables = 0
        self.links, self.ids, self.scripts = set(), set(), []
        self._code, self._cell, self._hidden = 0, None, False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "link":  # that is the page's icon
            self.links |= {value for name, value in attrs if name == "href"}
        elif not dict(attrs)["href"].startswith("data:image/svg+xml,"):
            self.tags.add("link to elsewhere")
        self.ids |= {value for name, value in attrs if name == "id"}
        if tag == "th" and "table" in self.tags and not dict(attrs).get("scope"):
            self.headers_without_scope += 1
        if tag == "td" and ": " not in dict(attrs).get("title", ""):
            self.cells_without_title += 1
        if dict(attrs).get("class") == "words":
            self._hidden = True
        if tag == "script":
            self.scripts.append(dict(attrs))
        self._tables += tag == "table"
        if tag == "tr" and self._tables == 1:
            self.rows.append([])
        if tag in ("td", "th"):
            self._cell = ""
        self._code += tag in ("code", "pre")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            if self._tables == 1:
                self.rows[-1].append(self._cell)
            self._cell = None
        self._code -= tag in ("code", "pre")
        self._hidden = self._hidden and tag != "span"

    def handle_data(self, data):
        if self._cell is not None and not self._hidden:
            self._cell += data
        if not self._code:
            self.prose += data


def cells_of(report):
    """By pair: the worst status's symbol, and the numbers of what is told of it."""
    worst, causes = {}, {}
    for path in report["paths"]:
        rank = path["status"]
        if rank == "open" and "cause" in path:
            rank = "noted"
        if path.get("accepted"):
            rank = "accepted"
        pair = path["source"], path["target"]
        worst[pair] = max(worst.get(pair, 0), RANKS.index(rank))
        causes.setdefault(pair, set()).update({path["cause_id"]} if "cause_id" in path else ())
    return {pair: SYMBOLS[RANKS[rank]] + numbers(sorted(causes[pair]))
            for pair, rank in worst.items()}


def numbers(ids):
    return ",".join(map(str, ids[:2])) + ("+" if len(ids) > 2 else "")


def as_shown(name):
    """A name as a table's cell shows it: nothing that ends a cell."""
    return re.sub(r"[|\\]", "?", name)


def markdown_errors(file, report):
    if file.stat().st_size >= 60_000:
        yield f"{file.stat().st_size} bytes: more than a ticket takes"
    html_text = subprocess.run(
        ["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", file],
        capture_output=True, text=True, check=True).stdout
    rendered = Rendered(html_text)
    plain_tags = {"h1", "h2", "h3", "p", "strong", "ul", "li", "code", "pre", "hr", "table",
                  "thead", "tbody", "tr", "th", "td"}
    if rendered.tags - plain_tags:
        yield f"markup from somewhere: {rendered.tags - plain_tags}"
    for bad in ("@", "#1", "!3", "http:", "https:", "www.", "evil.example", "GH-1", ":smile:"):
        if bad in rendered.prose:
            yield f"{bad!r} outside of code"
    yield from table_errors(rendered, report, 16)


def table_errors(rendered, report, nodes_max):
    taking_part = [node["name"] for node in report["nodes"] if any(
        node["name"] in (path["source"], path["target"]) for path in report["paths"])]
    if not 0 < len(taking_part) <= nodes_max:
        return
    cells = cells_of(report)
    wanted = [["from \\ to", *map(as_shown, taking_part)]]
    wanted += [[as_shown(source), *(cells.get((source, target), ".") for target in taking_part)]
               for source in taking_part]
    if [[as_shown(cell) for cell in row] for row in rendered.rows] != \
            [[as_shown(cell) for cell in row] for row in wanted]:
        yield f"the table is\n{rendered.rows}\nand should be\n{wanted}"


def html_errors(file, report):
    rendered = Rendered(file.read_text())
    own = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "div",
           "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "dl", "dt", "dd",
           "section", "article", "ul", "li", "footer", "a", "strong", "time", "code"}
    page = file.name.startswith("page-")  # the plain report is within it
    if page:
        own |= {"script", "noscript", "link"}
    if rendered.scripts != ([{"type": "application/json", "id": "oakprobe-data"}, {}] if page else []):
        yield f"scripts from somewhere: {rendered.scripts}"
    if rendered.tags - own:
        yield f"markup from somewhere: {rendered.tags - own}"
    if bad := {name for name in rendered.attributes if name.startswith("on") or name == "src"}:
        yield f"attributes from somewhere: {bad}"
    if lost := {link for link in rendered.links if link.removeprefix("#") not in rendered.ids}:
        yield f"links that lead nowhere on the page: {lost}"
    if rendered.headers_without_scope:
        yield "a header cell has no scope"
    if rendered.cells_without_title:
        yield f"{rendered.cells_without_title} cells do not say what they are"
    yield from table_errors(rendered, report, 40)


def text_errors(file):
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if len(line) > 80:
            yield f"line {number} has {len(line)} columns: {line}"


def main():
    directory = pathlib.Path(sys.argv[1])
    files = sorted(directory.iterdir()) if directory.is_dir() else []
    if {file.suffix for file in files} < {".json", ".xml", ".md", ".html", ".txt"}:
        sys.exit(f"{directory} has no reports: run report_test first")
    wrong = 0
    for file in files:
        report = None
        if file.suffix != ".txt":
            report = json.loads(file.with_suffix(".json").read_text())
        errors = {".json": lambda: json_errors(report), ".xml": lambda: junit_errors(file, report),
                  ".md": lambda: markdown_errors(file, report),
                  ".html": lambda: html_errors(file, report), ".txt": lambda: text_errors(file)}
        for error in list(errors[file.suffix]())[:5]:
            print(f"{file.name}: {error}")
            wrong += 1
    print(f"{len(files)} reports, {wrong} wrong")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
