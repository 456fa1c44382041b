"""The site's folder: its ledger, its keys, and the lock that keeps a second kiosk out."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from kiosk.backup.restoring import UNDER_WAY
from kiosk.clock import SystemClock
from kiosk.kernel_time import NetworkTime, battery_keeps_time
from kiosk.ledger.progress import Told, nobody
from kiosk.ledger.reserve import Reserve, is_no_room
from kiosk.ledger.store import SqliteLedger
from kiosk.settings import Settings
from kiosk.site_keys import KeysGone, SiteKeys, load_or_make


class AlreadyRunning(Exception):
    """Another process works on this site's ledger."""


class RecordGone(OSError):
    """A kiosk has worked in this folder, and its record is not there any more; the message says what to do."""


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
        _not_lost(folder, reserve, root / UNDER_WAY)
        keys = load_or_make(folder / "keys")
        ledger = _ledger(folder / "ledger.db", clock, keys.vault, reserve, told)
        if not ledger.vault.fits():
            ledger.close()
            raise KeysGone(f"{folder}/keys/vault.key is not this record's own; restore it from the backup")
    except BaseException:
        os.close(lock)  # whoever tries again is not kept out by this try
        raise
    battery = settings.clock.battery
    clock.wakes(ledger.last_at, keeps_time=battery_keeps_time() if battery is None else battery)
    return Storage(folder, keys, ledger, clock, lock)


def _not_lost(folder: Path, reserve: Reserve, restoring: Path) -> None:
    """Return if there is a record, or never was one. An empty one in its place would say that every door is empty."""
    path = folder / "ledger.db"
    if restoring.exists() and not path.exists():
        raise RecordGone(
            f"a restoration is under way or was cut short; restore again, or remove {restoring} to begin anew"
        )
    if reserve.record_lost:
        how = "empty" if path.exists() else "gone"
        raise RecordGone(f"{path} is {how}; restore it from a backup, or move {folder} away to begin anew")


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
