"""A history's tables, read without Oakprobe: is each run in them whole?"""

import collections
import contextlib
import csv
import io
import sqlite3
import subprocess

_STATUSES = ("open", "degraded", "blocked", "exposed", "closed", "unknown")
_PATH, _CROSSING = 0, 3  # of track.kind


class SqliteHistory:
    def __init__(self, path):
        self.url = str(path)

    def rows(self, query):
        with contextlib.closing(sqlite3.connect(self.url, timeout=10)) as database:
            return database.execute(query).fetchall()

    def damage(self):
        found = self.rows("pragma integrity_check") + self.rows("pragma foreign_key_check")
        return [] if found == [("ok",)] else [f"the database is damaged: {found}"]

    def write(self, statement):
        with contextlib.closing(sqlite3.connect(self.url, timeout=10)) as database, database:
            database.execute(statement)


class PostgresqlHistory:
    """`url`: as libpq reads it."""

    def __init__(self, url):
        self.url = url

    def rows(self, query):
        told = subprocess.run(
            ["psql", self.url, "--csv", "--tuples-only", "-v", "ON_ERROR_STOP=1", "-c",
             "set search_path = oakprobe", "-c", query], capture_output=True, text=True, check=True)
        rows = csv.reader(io.StringIO(told.stdout.removeprefix("SET\n")))
        return [tuple(int(x) if x.lstrip("-").isdigit() else x for x in row) for row in rows]

    def damage(self):
        return []

    def write(self, statement):
        subprocess.run(["psql", self.url, "-c", "set search_path = oakprobe", "-c", statement],
                       capture_output=True, check=True)


def run_ids(history):
    """In the order in which they were stored."""
    return [row[0] for row in history.rows("select id from run order by number")]


def half_runs(history):
    """What is wrong, as lines. Of runs that try all paths: the lives of paths must give, for each
    run, as many of each status as the run itself says."""
    runs = history.rows(
        "select number, paths, " + ", ".join(f"paths_{status}" for status in _STATUSES) +
        ", paths_failed, started / 1000 from run order by number")
    errors = [] if [run[0] for run in runs] == list(range(1, len(runs) + 1)) else [
        f"the runs' numbers have gaps: {[run[0] for run in runs]}"]
    lives = _lives(history)
    for number, paths, *counts, _, _ in runs:
        told = dict(zip(_STATUSES, counts))
        lived = collections.Counter(filter(None, (_status(spans, number) for spans in lives)))
        if sum(counts) != paths or +collections.Counter(told) != lived:
            errors.append(f"run {number} tells {told} of {paths} paths, their lives {dict(lived)}")
    last = len(runs)
    if any(since > last or (until or 0) > last
           for spans in lives for since, until, _, _ in spans):
        errors.append(f"a life is of a run after the last, {last}")
    causes = {row[0] for row in history.rows("select distinct run from cause")}
    if causes != {run[0] for run in runs if run[-2] > 0}:
        errors.append(f"causes are of the runs {causes}")
    timed = {row[0] for row in history.rows(
        f"select distinct at from rollup, track where track = id and kind = {_CROSSING} "
        "and grain = 0")}
    if timed != {run[-1] for run in runs}:
        errors.append(f"round trips are of {len(timed)} runs of {len(runs)}")
    return errors


def _lives(history):
    """Of each path its spans: (since, until, is unknown, status)."""
    lives = collections.defaultdict(list)
    status = dict(history.rows("select id, status from value"))
    for track, value, since, unknown, unknown_since in history.rows(
            "select id, value, since, unknown_value, unknown_since from track "
            f"where kind = {_PATH}"):
        if value:
            lives[track].append((since, None, False, status[value]))
        if unknown:
            lives[track].append((unknown_since, None, True, status[unknown]))
    for track, is_unknown, since, until, value in history.rows(
            "select track, is_unknown, since, until, value from past, track "
            f"where track = id and kind = {_PATH}".replace("since, until, value", "past.since, "
                                                           "past.until, past.value")):
        lives[track].append((since, until, bool(is_unknown), status[value]))
    return list(lives.values())


def _status(spans, run):
    """Unknown hides what was known last."""
    now = [(is_unknown, status) for since, until, is_unknown, status in spans
           if since <= run and (until is None or run < until)]
    return max(now)[1] if now else None
