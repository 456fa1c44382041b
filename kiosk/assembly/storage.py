"""The site's folder: its ledger, its keys, and the lock that keeps a second kiosk out."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.ledger.store import SqliteLedger
from kiosk.settings import Settings
from kiosk.site_keys import SiteKeys, load_or_make


class AlreadyRunning(Exception):
    """Another process works on this site's ledger."""


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


def open_storage(settings: Settings, root: Path) -> Storage:
    """Return the site's ledger and keys, made if this is the first time.

    Raises:
        AlreadyRunning: another process has them.
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
    keys = load_or_make(folder / "keys")
    clock = SystemClock()
    ledger = SqliteLedger(folder / "ledger.db", clock, keys.vault)
    if ledger.last_at:
        clock.not_before(ledger.last_at)
    return Storage(folder, keys, ledger, clock, lock)
