"""The site's folder: its ledger, its keys, and the lock that keeps a second kiosk out."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from kiosk.backup.restoring import UNDER_WAY
from kiosk.clock import SystemClock
from kiosk.kernel_time import NetworkTime, battery_keeps_time
from kiosk.ledger.begun import is_marked, mark
from kiosk.ledger.progress import Told, nobody
from kiosk.ledger.reserve import Reserve, is_no_room
from kiosk.ledger.store import SqliteLedger
from kiosk.settings import Settings
from kiosk.site_keys import KeysGone, SiteKeys, load_or_make


class AlreadyRunning(Exception):
    """Another process works on this site's ledger."""


class RecordGone(OSError):
    """A kiosk has worked in `folder`, and its record is not there any more; the message says what to do.

    `restoring`: a restoration is made in `folder`, or was cut short there.
    """

    def __init__(self, words: str, folder: Path, *, restoring: bool = False) -> None:
        super().__init__(words)
        self.folder, self.restoring = folder, restoring


@dataclass(frozen=True)
class Storage:
    """The site's folder, taken for this process alone, with its keys and its ledger."""

    folder: Path
    keys: SiteKeys
    ledger: SqliteLedger
    clock: SystemClock
    lock: int

    def close(self) -> None:
        """Close the ledger and let others in."""
        self.ledger.close()
        os.close(self.lock)


def open_storage(settings: Settings, root: Path, told: Told = nobody) -> Storage:
    """Return the site's ledger and keys, made if this is the first time; `told` hears how far a long start is.

    Raises:
        AlreadyRunning: another process has them.
        CutShort: `told` did.
        OSError, LooseSecrets, sqlite3.Error, LedgerFromTheFuture: they can't be used; the message says why.
    """
    folder = root / settings.storage.folder
    _not_half_restored(folder, root / UNDER_WAY)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise AlreadyRunning(f"another kiosk is at work in {folder}") from None
    clock = SystemClock(from_network=NetworkTime())
    reserve = Reserve(folder, settings.storage.reserve_mb * 1_000_000)
    try:
        if reserve.record_lost:
            raise _gone(folder)
        keys = load_or_make(folder / "keys")
        ledger = _ledger(folder / "ledger.db", clock, keys.vault, reserve, told)
        try:
            _own(folder, ledger)
        except BaseException:
            ledger.close()
            raise
    except BaseException:
        os.close(lock)  # whoever tries again is not kept out by this try
        raise
    battery = settings.clock.battery
    clock.wakes(ledger.last_at, keeps_time=battery_keeps_time() if battery is None else battery)
    return Storage(folder, keys, ledger, clock, lock)


def _not_half_restored(folder: Path, restoring: Path) -> None:
    """Return if no restoration is at work or cut short here; what one has left that came to its end is removed."""
    if not restoring.exists():
        return
    record = folder / "ledger.db"
    if not (record.exists() and record.stat().st_size):
        words = (
            f"a restoration is under way or was cut short; restore again, or remove {restoring} to begin anew"
        )
        raise RecordGone(words, restoring, restoring=True)
    if not (restoring / "site").exists():
        shutil.rmtree(restoring, ignore_errors=True)


def _own(folder: Path, ledger: SqliteLedger) -> None:
    """Have it marked that a record was begun; return if this is that record, and can be read with these keys.

    An empty one in its place would say that every door is empty.
    """
    if not ledger.vault.fits():
        raise KeysGone(f"{folder}/keys/vault.key is not this record's own; restore it from the backup")
    if ledger.seq:
        mark(folder)
    elif is_marked(folder):
        raise _gone(folder)
    else:
        ledger.listen(lambda _recorded: _marked(folder))


def _marked(folder: Path) -> None:
    mark(folder)


def _gone(folder: Path) -> RecordGone:
    path = folder / "ledger.db"
    how = "empty" if path.exists() else "gone"
    return RecordGone(
        f"{path} is {how}; restore it from a backup, or move {folder} away to begin anew", folder
    )


def _ledger(path: Path, clock: SystemClock, key: bytes, reserve: Reserve, told: Told) -> SqliteLedger:
    """Return the ledger, once its disk has taken something; a full one has what was kept back on it first."""
    for again in (False, True):
        ledger = None
        try:
            ledger = SqliteLedger(path, clock, key, reserve, told)
            ledger.try_disk()
            return ledger
        except sqlite3.Error as trouble:
            if ledger is not None:
                ledger.close()
            if again or not is_no_room(trouble) or not reserve.give_up():
                raise
    raise AssertionError("unreachable")
