"""Audits that are killed, again and again (`tests/lab/audit --long`): what they leave must be whole."""

import collections
import contextlib
import json
import pathlib
import random
import time

from receivers import Webhook  # tests/coordinator/notify

from . import postgresql, stored_history
from .audit_play import AuditPlay
from .stored_history import PostgresqlHistory, SqliteHistory

_ERRORS_MAX = 5
_EVERY_SECONDS = 1.0
_WRITING_SECONDS = 0.012  # about as long as it takes to store a run
_LEASE_KEPT = 50  # after one kill of so many the next audit waits until the lease is over


def two_hundred_kills(binaries, directory, slack):
    history = SqliteHistory(directory / "history")
    wal = pathlib.Path(history.url + "-wal")
    return _kill(binaries, directory, slack, history, wal, 200)


def kills_on_postgresql(binaries, directory, slack):
    with postgresql.running() as server:
        if not server:
            print("      skipped: there is no PostgreSQL here")
            return []
        return _kill(binaries, directory, slack, PostgresqlHistory(server.url), server.log, 40)


def _kill(binaries, directory, slack, history, growing, times):
    seed = random.randrange(1 << 30)
    dice = random.Random(seed)
    print(f"      seed {seed}")
    play, hook = AuditPlay(binaries, directory, slack), Webhook()
    words = ["audit", play.inventory, "--every", f"{_EVERY_SECONDS:.0f}s", "--log-format", "json",
             "--history", history.url, "--textfile", play.file("metrics"), "--webhook",
             f"http://127.0.0.1:{hook.port}/", "--alert-command", f"tee -a {play.file('alerts')}", "--flap-limit", "100"]
    faults = Faults(play, dice)
    with play.standing():
        for kill in range(1, times + 1):
            play.start(*words)
            wait_for_a_moment(dice, play, growing, 25.0 if kill % _LEASE_KEPT == 0 else 0.0)
            play.kill()
            faults.change()
            play.look_for_leftovers(killed=True)
            play.errors += _broken(play, history)
            if len(play.errors) > _ERRORS_MAX:
                return play.errors
            if (kill + 1) % _LEASE_KEPT != 0:
                history.write("delete from lease")
            if kill % 20 == 0:
                print(f"      {kill} kills, {len(stored_history.run_ids(history))} runs, "
                      f"{len(hook.bodies())} messages", flush=True)
        faults.mend_all()
        play.start(*words)
        play.next_runs(1)
        play.wait_for("the end of all alerts", lambda: history.rows(
            "select count(*) from outbox union all select count(*) from alerts") == [(0,), (0,)])
        if (code := play.stop()) != 0:
            play.errors.append(f"exit code {code} after SIGTERM")
        play.look_for_leftovers(killed=False)
        play.errors += _broken(play, history)
        told = [json.loads(text) for text in hook.got]
        play.errors += _wrong_alerts(told) + _lost_alerts(history, told)
        play.errors += _not_told(told, pathlib.Path(play.file("alerts")).read_text())
        print(f"      {len({body['id'] for body in told})} alerts, {len(told)} messages, "
              f"{len(told) - len({body['delivery'] for body in told})} of them came twice")
    hook.end()
    return play.errors


def wait_for_a_moment(dice, play, growing, seconds=0.0):
    """Any moment; just after a run was told; while one is written."""
    kind = dice.choice(("any", "told", "written"))
    time.sleep(seconds + dice.uniform(0.0, 4.0 * _EVERY_SECONDS))
    with contextlib.suppress(TimeoutError):
        if kind == "told":
            play.next_runs(1)
        if kind == "written":
            before = _state(growing)
            play.wait_for("a write", lambda: _state(growing) != before)
    if kind != "any":
        time.sleep(dice.uniform(0.0, _WRITING_SECONDS))


def _state(file):
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


class Faults:
    """Firewalls that come and go."""

    def __init__(self, play, dice):
        self._play, self._dice, self._blocked = play, dice, set()
        self._workers = ["w1", "w2", "w3"]

    def change(self):
        """Every other time."""
        target = self._dice.choice(self._workers)
        if self._dice.random() < 0.5:
            return
        if target in self._blocked:
            self._play.mend(target)
            self._blocked.remove(target)
        else:
            self._play.block(self._dice.choice([w for w in self._workers if w != target]), target)
            self._blocked.add(target)

    def mend_all(self):
        for target in self._blocked:
            self._play.mend(target)


def _broken(play, history):
    """Of a history that an audit left, whatever became of that."""
    stored = stored_history.run_ids(history)
    told = [run["run"] for run in play.events() if not run["interrupted"]]
    lost = set(told) - set(stored)
    return (history.damage() + stored_history.half_runs(history) +
            ([f"told and not stored: {lost}"] if lost else []))


def _wrong_alerts(told):
    """Each message under one name, those of an alert in order and all of them, and no path's
    trouble by two alerts at a time."""
    errors = []
    texts, deliveries = collections.defaultdict(set), collections.defaultdict(list)
    for body in told:
        texts[body["delivery"]].add(json.dumps(body))
        if body["delivery"] not in deliveries[body["id"]]:
            deliveries[body["id"]].append(body["delivery"])
    errors += [f"{name} has {len(all)} texts" for name, all in texts.items() if len(all) > 1]
    for alert, names in deliveries.items():
        if names != [f"{alert}/{number}" for number in range(1, len(names) + 1)]:
            errors.append(f"messages of {alert}: {names}")
    for path, spans in _alerts_by_path(told).items():
        spans.sort()
        errors += [f"two alerts at a time, {one} and {other}, of {path}"
                   for one, other in zip(spans, spans[1:]) if other[0] < one[1]]
    return errors


def _alerts_by_path(told):
    """Of each path when it was of an alert: (from, to, id), in seconds. An alert lives from its
    first message to its last, and has the paths of all of them."""
    alerts = collections.defaultdict(list)
    for body in told:
        alerts[body["id"]].append(body)
    paths = collections.defaultdict(list)
    for alert, bodies in alerts.items():
        times = [_seconds(body["changed"]) for body in bodies]
        end = max(times) if bodies[-1]["status"] == "resolved" else float("inf")
        for path in {(path["source"], path["target"]) for body in bodies
                     for path in body["cause"]["sample"]}:
            paths[path].append((min(times), end, alert))
    return paths


def _seconds(text):
    return time.mktime(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ")) - time.timezone


def _lost_alerts(history, told):
    """What was blocked in two runs has an alert of that time: not always its own, since a path joins
    the alert of its cause without a message."""
    began = dict(history.rows("select number, started / 1000 from run"))
    names = dict(history.rows("select id, name from name"))
    alerts = [span for spans in _alerts_by_path(told).values() for span in spans]
    errors, now = [], time.time()
    for source, target, since, until in history.rows(
            "select b, c, past.since, past.until from past, track, value where track = track.id "
            "and kind = 0 and past.value = value.id and status = 'blocked'"):
        path = names[source], names[target]
        end = began.get(until, now)
        if until - since >= 2 and not any(
                first <= end + 1 and began[since] <= last for first, last, _ in alerts):
            errors.append(f"{path} was blocked in runs {since} to {until - 1}, and nobody was told")
    return errors


def _not_told(told, lines):
    """Of what the webhook was told, what the command was not. A line may be cut: it was killed."""
    got = set()
    for line in lines.splitlines():
        with contextlib.suppress(ValueError):
            got.add(json.loads(line)["delivery"])
    missing = {body["delivery"] for body in told} - got
    return [f"the command was not told {missing}"] if missing else []
