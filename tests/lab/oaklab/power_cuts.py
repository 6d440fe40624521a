"""Power cuts, played by copies of a history's files while an audit writes it (`tests/lab/audit --long`)."""

import dataclasses
import pathlib
import random
import shutil
import signal
import struct
import time

from . import stored_history
from .audit_play import AuditPlay
from .killed_audits import Faults, wait_for_a_moment
from .stored_history import SqliteHistory

_CUTS = 60
_ERRORS_MAX = 5
_WAL_HEADER, _FRAME_HEADER = 32, 24
_BACKFILL_ATTEMPTED = 128  # in -shm: so many frames may be in the database already


def power_cuts(binaries, directory, slack):
    """The audit stands still while its files are copied, so they are as the kernel has them. What a
    cut may do to them beyond that is done to the copies: -shm is never written to the disk; what was
    written since the last commit may be there in part; so may pages that are being taken over into
    the database, which are in the WAL until that is done."""
    seed = random.randrange(1 << 30)
    dice = random.Random(seed)
    print(f"      seed {seed}")
    play, history = AuditPlay(binaries, directory, slack), directory / "history"
    copies, faults, before = 0, Faults(play, dice), None
    with play.going_on("audit", play.inventory, "--every", "1s", "--log-format", "json", "--history",
                       str(history)):
        play.wait_for("the first run", play.events)
        for _ in range(_CUTS):
            faults.change()
            wait_for_a_moment(dice, play, pathlib.Path(f"{history}-wal"))
            told, files = _freeze(play, history)
            for name, left, loses in _left_over(dice, files, before):
                copies += 1
                play.errors += [f"{name}: {error}" for error in
                                _wrong(play, directory / "copy", left, [] if loses else told)]
            before = files
            if len(play.errors) > _ERRORS_MAX:
                return play.errors
        faults.mend_all()
        play.stop()
        print(f"      {_CUTS} cuts, {copies} copies; {len(play.events())} runs")
    return play.errors


@dataclasses.dataclass(frozen=True)
class _Files:
    database: bytes
    wal: bytes
    shm: bytes | None

    @property
    def page(self):
        return struct.unpack_from(">I", self.wal, 8)[0] if self.wal else 0

    @property
    def generation(self):
        """Another one when the WAL is begun anew."""
        return self.wal[16:24]

    def frame_end(self, frames):
        return _WAL_HEADER + frames * (_FRAME_HEADER + self.page)

    def committed(self):
        """The size of the WAL up to its last commit."""
        end, frames = 0, 0
        while self.frame_end(frames + 1) <= len(self.wal):
            _, pages, *salts = struct.unpack_from(">II4s4s", self.wal, self.frame_end(frames))
            if b"".join(salts) != self.generation:
                break
            frames += 1
            if pages:
                end = self.frame_end(frames)
        return end


def _freeze(play, history):
    """What was told by then, and the files."""
    play.signal(signal.SIGSTOP)
    while not play.is_stopped():
        time.sleep(0.0005)
    try:
        told = [run["run"] for run in play.events() if not run["interrupted"]]
        return told, _Files(*(_bytes_of(f"{history}{part}") for part in ("", "-wal", "-shm")))
    finally:
        play.signal(signal.SIGCONT)


def _bytes_of(file):
    path = pathlib.Path(file)
    return path.read_bytes() if path.exists() else b""


def _left_over(dice, files, before):
    """(name, files, whether runs that were told may be missing)"""
    yield "as it was", files, False
    bare = dataclasses.replace(files, shm=None)
    yield "without -shm", bare, False
    if not files.wal:
        return
    committed = files.committed()
    if committed < len(files.wal):
        end = dice.randrange(committed, len(files.wal))
        torn = files.wal[:end] + dice.randbytes(dice.randrange(2 * files.page))
        yield "a torn end of the WAL", dataclasses.replace(bare, wal=torn), False
    if files.shm:
        # A disk that lies about what it has written; what the database has is on it.
        least = files.frame_end(struct.unpack_from("=I", files.shm, _BACKFILL_ATTEMPTED)[0])
        if least < len(files.wal):
            cut = files.wal[:dice.randrange(least, len(files.wal))]
            yield "a WAL that was cut", dataclasses.replace(bare, wal=cut), True
    if before and before.generation == files.generation:
        yield "a database that was taken over in part", dataclasses.replace(
            bare, database=_mixed(dice, files, before)), False


def _mixed(dice, files, before):
    mixed = bytearray(files.database)
    for at in range(0, len(before.database), files.page):
        if dice.random() < 0.5:
            mixed[at:at + files.page] = before.database[at:at + files.page]
    return bytes(mixed)


def _wrong(play, directory, files, told):
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    for part, content in (("", files.database), ("-wal", files.wal), ("-shm", files.shm)):
        if content is not None:
            (directory / f"history{part}").write_bytes(content)
    history = SqliteHistory(directory / "history")
    look = play.run("history", "--history", history.url, "--json", "--limit", "1")
    if not told and look.returncode == 2 and "there is no history" in look.stderr:
        return history.damage()  # even the tables were only in what was cut
    if look.returncode != 0:
        return [f"exit code {look.returncode}: {look.stderr}"]
    lost = set(told) - set(stored_history.run_ids(history))
    return (history.damage() + stored_history.half_runs(history) +
            ([f"told and not stored: {lost}"] if lost else []))
