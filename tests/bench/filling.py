"""A site whose record holds years: enrolled as ever, its history recorded without waiting for the disk."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.domain.house import House
from kiosk.domain.places import Furniture
from kiosk.enrolment import Enrolment, enrol
from kiosk.estate.history import FIRST_DAY
from kiosk.estate.lobby import Batch
from kiosk.ledger.store import SqliteLedger
from kiosk.settings import Settings, furniture_of, load
from kiosk.site_keys import load_or_make

TOGETHER = 500
"""So many batches are committed at once; each is recorded by itself all the same."""
CACHE_KB = 400_000


@dataclass(frozen=True)
class Filled:
    """A site with a history in its record."""

    root: Path
    settings: Settings
    events: int
    enrolled_s: float
    filled_s: float

    @property
    def size_mb(self) -> float:
        """How large the record is."""
        return (self.root / self.settings.storage.folder / "ledger.db").stat().st_size / 1e6


class HistoryClock:
    """A clock that shows the time of what is being recorded."""

    def __init__(self) -> None:
        self.at = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC) - timedelta(days=1)

    def now(self) -> datetime:
        """Return the history's present."""
        return self.at

    def monotonic_s(self) -> float:
        """Return the history's seconds."""
        return self.at.timestamp()


class Seldom:
    """A connection that commits once in many times: nothing of it needs to survive a power cut."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        self._connection = connection
        self._commits = 0

    def execute(self, sql: str, *facts: Any) -> sqlite3.Cursor | None:
        """Have SQLite execute it, but for most BEGINs and COMMITs."""
        if sql == "COMMIT":
            self._commits += 1
            if self._commits % TOGETHER:
                return None
        elif sql == "BEGIN IMMEDIATE" and self._connection.in_transaction:
            return None
        return self._connection.execute(sql, *facts)

    def finish(self) -> None:
        """Commit the rest, and have all of it in the one file."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


History = Callable[[Callable[[], House], Furniture], Iterable[Batch]]


def fill(root: Path, text: str, enrolment: Enrolment, history: History, count: int) -> Filled:
    """Return a site with these settings and people, and about `count` events of a history on record."""
    root.mkdir(parents=True)
    site = root / "site.toml"
    site.write_text(text, encoding="utf-8")
    settings, clock = load(site), HistoryClock()
    folder = root / settings.storage.folder
    folder.mkdir(mode=0o700)
    keys = load_or_make(folder / "keys")
    ledger = SqliteLedger(folder / "ledger.db", clock, keys.vault)
    began_s = time.perf_counter()
    enrol(enrolment, ledger, keys.digest, lambda _person: None)
    enrolled_s = time.perf_counter() - began_s
    began_s = time.perf_counter()
    _record(ledger, clock, history(lambda: ledger.house, furniture_of(settings)), count)
    filled = Filled(root, settings, ledger.seq, enrolled_s, time.perf_counter() - began_s)
    ledger.close()
    return filled


def _record(ledger: SqliteLedger, clock: HistoryClock, batches: Iterable[Batch], count: int) -> None:
    """Record a history until there are `count` events, each batch at its own time."""
    seldom = Seldom(ledger._connection)
    ledger._connection = seldom  # type: ignore[assignment]
    for batch in _until(batches, lambda: ledger.seq >= count):
        clock.at = batch.at
        ledger.execute(lambda _house, batch=batch: batch.events, sealed=batch.sealed)  # type: ignore[misc]
    seldom.finish()


def _until(batches: Iterable[Batch], enough: Callable[[], bool]) -> Iterator[Batch]:
    for batch in batches:
        yield batch
        if enough():
            return
