"""Reads the whole record again after an upgrade that makes other projections of it.

That takes minutes for a hundred thousand events of a busy estate on a slow board. So it is done in stretches, each of
which is on disk with the number of its last event before the next begins: a kill costs one stretch, and the next start
goes on there. Until the last one the projections are nobody's: `projected` is empty, no other release believes them.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.domain.house import House
from kiosk.ledger import schema
from kiosk.ledger.progress import Told, watched

log = logging.getLogger(__name__)

Row = tuple[int, str, str, str]
"""An event as it lies in the file: its number, time, type and body."""
STRETCH = 1000
"""So many events between two commits."""
TOLD_EVERY = 50
CACHE_KB = 65_536
"""What is written lies all over the file: with SQLite's usual two megabytes a card would be read more than written."""


def reread(
    connection: sqlite3.Connection,
    load: Callable[[], House],
    step: Callable[[House, Row], House],
    told: Told,
) -> House:
    """Return the house after the last event, once all projections are made anew.

    `load` gives the house that the projections hold, `step` takes one event on and projects what it changes.

    Raises:
        CutShort: `told` did; what is done so far counts.
        sqlite3.Error: the disk fails; as before.
    """
    total = int(connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0])
    at = _reached(connection)
    cache = connection.execute("PRAGMA cache_size").fetchone()[0]
    connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    if at:
        log.info("the record is read again from event %d of %d on", at, total)
        house = load()
    else:
        _empty(connection, told)
        house = House()
    told(at, total)
    while at < total:
        with _committed(connection):
            for row in _stretch(connection, at):
                at = row[0]
                house = step(house, row)
                if at % TOLD_EVERY == 0:
                    told(at, total)
            connection.execute("UPDATE rereading SET seq = ?", (at,))
    with _committed(connection):
        connection.execute("DROP TABLE rereading")
        connection.execute(schema.PROJECTED)
    connection.execute(f"PRAGMA cache_size = {int(cache)}")
    return house


def _reached(connection: sqlite3.Connection) -> int:
    """Return the number of the event up to which this release has come already, 0 where it has not begun."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'rereading'").fetchone():
        return 0
    version, seq = connection.execute("SELECT version, seq FROM rereading").fetchone()
    return int(seq) if version == len(schema.MIGRATIONS) else 0


def _empty(connection: sqlite3.Connection, told: Told) -> None:
    # No projection holds what must not stay in the file; to overwrite gigabytes with zeros would double the work.
    connection.execute("PRAGMA secure_delete = OFF")
    try:
        with watched(connection, told), _committed(connection):
            for sql in schema.EMPTIED:
                connection.execute(sql)
            connection.execute("DROP TABLE IF EXISTS rereading")
            connection.execute("CREATE TABLE rereading (version INTEGER NOT NULL, seq INTEGER NOT NULL)")
            connection.execute("INSERT INTO rereading VALUES (?, 0)", (len(schema.MIGRATIONS),))
    finally:
        connection.execute("PRAGMA secure_delete = ON")


def _stretch(connection: sqlite3.Connection, after: int) -> list[Row]:
    sql = "SELECT seq, at, type, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?"
    return connection.execute(sql, (after, STRETCH)).fetchall()


@contextmanager
def _committed(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
