"""Looks after the record's disk: its room, its reserve, and whether it takes anything at all."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from drivers.health import Condition, Health
from kiosk.domain.room.events import RoomChanged
from kiosk.domain.room.room import Bounds, Level, Room, level_of
from kiosk.flows.worker import Worker
from kiosk.ledger.begun import mark
from kiosk.ledger.soundness import damage_of
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.devices import Unavailable
from kiosk.settings.tables import Storage

log = logging.getLogger(__name__)

NAME, KIND = "record", "storage"
"""What the disk is called among the devices."""
LOOKS_EVERY_S = 5.0
READS_AFTER_S = 60.0
"""So long after the start the whole file is read once: people who wait for the start come first."""
MB = 1_000_000
WAL_BYTES = 16 * MB
"""What the write-ahead log may need beside the record itself: with less on the disk, room inside the record is none."""
_SAYS = {Level.AMPLE: "", Level.LOW: "room_low", Level.SPENT: "room_spent"}


def room_of(folder: Path) -> Room:
    """Return what the file system of a folder has left for those who are not root.

    Raises:
        OSError: it can't be asked.
    """
    told = os.statvfs(folder)
    inodes = told.f_favail if told.f_files else 1 << 40  # some file systems count none
    return Room(told.f_bavail * told.f_frsize, inodes)


def bounds_of(storage: Storage) -> Bounds:
    """Return what the settings say."""
    files = storage.low_free_files
    return Bounds(
        Room(storage.low_free_mb * MB, files), Room(storage.least_free_mb * MB, max(1, files // 10))
    )


class RoomKeeper:
    """On a thread of its own: what it finds stands among the devices, and decides what the record still takes."""

    def __init__(
        self,
        ledger: SqliteLedger,
        bounds: Bounds,
        shed: Callable[[], int],
        told: Callable[[Health], None],
        look: Callable[[], Room] | None = None,
        reads_after_s: float = READS_AFTER_S,
    ) -> None:
        """`shed` takes out some pictures and returns how many; `told` hears how the disk is at each look."""
        self._read_at_s: float | None = time.monotonic() + reads_after_s
        self._damage = ""
        self._superseded = False
        self._there: tuple[int, int] | None = None
        self._ledger = ledger
        self._bounds = bounds
        self._shed = shed
        self._told = told
        self._look = look or (lambda: room_of(ledger.path.parent))
        self._on_record = Level.AMPLE
        self._begun_s = time.monotonic()
        self._health = Health(NAME, Condition.UP, self._begun_s)
        self._worker = Worker("record's disk", self._turn, again_s=LOOKS_EVERY_S)
        self.stop = self._worker.stop

    @property
    def health(self) -> Health:
        """How the disk was at the last look."""
        return self._health

    @property
    def superseded(self) -> bool:
        """Whether the record lies on another disk by now, whole: only a start anew takes it up."""
        return self._superseded

    def start(self) -> None:
        """Look at once: a kiosk that starts on a full disk takes nothing in from its first moment."""
        self.tick()
        self._worker.start()

    def _turn(self) -> None:
        self.tick()
        if self._read_at_s is not None and time.monotonic() >= self._read_at_s:
            self._read_at_s = None
            self.read_through()

    def read_through(self) -> None:
        """Read the record's whole file once, as far as time allows; what is damaged is told from then on."""
        try:
            found = damage_of(self._ledger.path)
        except sqlite3.Error as trouble:
            found = str(trouble)
        if found is None:
            log.info("the record's file was read in part: it is too large for the time that there is")
        elif found:
            log.error("the record's file is damaged: %s", found)
            self._damage = found
            self.tick()

    def tick(self) -> None:
        """Look once, and do what follows."""
        self._begun_s = time.monotonic()
        if displaced := self._ledger.displaced:
            self._lost(displaced)
            return
        if self._ledger.ailing and not self._ledger.mend():
            self._says(Condition.DOWN, "record_unwritable", self._ledger.ailing)
            return
        try:
            room = self._look()
        except OSError as trouble:
            self._says(Condition.DOWN, "record_unwritable", str(trouble))
            return
        level = self._level(room)
        self._ledger.level = level
        detail = f"{room.free_bytes // MB} MB and {room.free_inodes} files left"
        if self._damage and level is not Level.SPENT:
            self._says(Condition.DEGRADED, "record_damaged", self._damage)
        else:
            up = level is Level.AMPLE
            self._says(Condition.UP if up else Condition.DEGRADED, _SAYS[level], "" if up else detail)
        self._record(level, room)
        if level is not Level.AMPLE:
            self._make_room()

    def _lost(self, why: str) -> None:
        """Say that the record's file is gone, or that another one has come to its place. Nothing is recorded meanwhile.

        One that has all that was acknowledged is the record, on a disk that was exchanged: a start anew goes on with
        it, once it was the same at two looks, since a copy takes its time. With an older one, or another's, nobody
        goes on who was not told to.
        """
        if not self._ledger.ailing:
            log.error("nothing is recorded: %s", why)
        self._ledger.ailing = why
        before, self._there = self._there, _stamp(self._ledger.path)
        if self._there is None:
            mark(self._ledger.path.parent)  # whoever starts here is not to begin anew over full doors
            self._says(Condition.DOWN, "record_gone", why)
            return
        try:
            self._superseded = self._there == before and self._ledger.goes_on_in_its_place()
        except sqlite3.Error as trouble:
            why = f"{why}, which can't be read: {trouble}"
        self._says(Condition.DOWN, "record_replaced", why)

    def _level(self, room: Room) -> Level:
        """The reserve is made again only where enough stays beside it; without it, nothing is taken in."""
        before = self._ledger.level
        held = room
        if room.free_bytes >= WAL_BYTES:  # pages that hold nothing are as good as the disk's
            held = Room(room.free_bytes + self._ledger.spare_bytes, room.free_inodes)
        level = level_of(held, self._bounds, before)
        reserve = self._ledger.reserve
        if reserve is None or reserve.held:
            return level
        spare = room.free_bytes - self._bounds.spent.free_bytes
        if spare >= reserve.size_bytes and reserve.hold():
            return level
        return Level.SPENT

    def _record(self, level: Level, room: Room) -> None:
        if level is self._on_record:
            return
        try:
            self._ledger.append(RoomChanged(level.value, room.free_bytes // MB, room.free_inodes))
        except Unavailable:  # at the next look again
            return
        log.warning("the record's disk: %s, %d MB left", level.value, room.free_bytes // MB)
        self._on_record = level

    def _make_room(self) -> None:
        """A part of the oldest pictures a look: the record is never busy with it for long."""
        try:
            if gone := self._shed():
                log.warning("%d pictures were taken out: too little room", gone)
        except Unavailable as trouble:
            log.warning("no picture can be taken out: %s", trouble)

    def _says(self, condition: Condition, code: str, detail: str) -> None:
        now_s, before = time.monotonic(), self._health
        lasts = (condition, code) == (before.condition, before.code)
        answered_s = before.answered_s if condition is Condition.DOWN else now_s
        self._health = Health(
            NAME, condition, before.since_s if lasts else now_s, detail, code=code,
            answered_s=answered_s, round_s=now_s - self._begun_s,
        )  # fmt: skip
        self._told(self._health)


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return size and time of a file; None where there is none, none that can be looked at, or nothing in it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if found.st_size else None
