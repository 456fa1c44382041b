"""Room that is kept back on the record's disk: given up when it is full, so that what people own can still go out."""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path

from kiosk.ledger.begun import is_marked

log = logging.getLogger(__name__)

NAME = "reserve"
ENTRIES = (f"{NAME}-2", f"{NAME}-3")
"""Empty files beside it: a record that is opened makes two of its own."""
_NO_ROOM = frozenset({"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "SQLITE_CANTOPEN"})
_WAITS = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_INTERRUPT", "SQLITE_NOMEM"})


class Reserve:
    """A file of a certain size that holds nothing. Its blocks are the record's: nobody else can have them."""

    def __init__(self, folder: Path, size_bytes: int) -> None:
        """Nothing is made yet. `size_bytes` 0: there is none."""
        self._folder = folder
        self.size_bytes = size_bytes

    @property
    def held(self) -> bool:
        """Whether the room is kept back now."""
        try:
            return not self.size_bytes or (self._folder / NAME).stat().st_blocks * 512 >= self.size_bytes
        except OSError:
            return False

    @property
    def traces(self) -> bool:
        """Whether a kiosk has kept room back here before: it does so once it has a record."""
        return any((self._folder / name).exists() for name in (NAME, *ENTRIES))

    @property
    def record_lost(self) -> bool:
        """Whether a kiosk has worked here and its record is gone: there is no file, or nothing in it.

        SQLite takes an empty file for a new record, and removes a write-ahead log beside it.
        """
        path = self._folder / "ledger.db"
        worked = self.traces or is_marked(self._folder) or path.with_name("ledger.db-wal").exists()
        return worked and not (path.exists() and path.stat().st_size)

    def hold(self) -> bool:
        """Return whether the room is kept back; what could only be had in part is given up at once."""
        if self.held:
            return True
        try:
            self._make(NAME, self.size_bytes)
            for name in ENTRIES:
                self._make(name, 0)
        except OSError as trouble:
            log.warning("no room is kept back: %s", trouble)
            self.give_up()
            return False
        return True

    def give_up(self) -> bool:
        """Return whether there was something to give up; the record has its blocks from here on."""
        given = False
        for name in (NAME, *ENTRIES):
            try:
                (self._folder / name).unlink()
                given = True
            except OSError:
                continue
        return given

    def _make(self, name: str, size_bytes: int) -> None:
        file = os.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if size_bytes:
                os.posix_fallocate(file, 0, size_bytes)
            os.fsync(file)
        finally:
            os.close(file)


def is_no_room(trouble: sqlite3.Error) -> bool:
    """Return whether a disk without room may be the reason."""
    return _code(trouble) in _NO_ROOM


def is_fault(trouble: sqlite3.Error) -> bool:
    """Return whether the disk itself fails: nothing that it takes from here on is believed before it was tried."""
    code = _code(trouble)
    of_disk = code.startswith("SQLITE_") and not code.startswith("SQLITE_CONSTRAINT")
    return of_disk and code not in _NO_ROOM | _WAITS


def _code(trouble: sqlite3.Error) -> str:
    return str(getattr(trouble, "sqlite_errorname", "") or "")
