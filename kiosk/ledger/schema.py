"""The ledger's file: its tables, and how an older file becomes a newer one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

_OF_FIRST = ("people", "keys", "parcels", "doors", "movements", "guesses", "papers", "notices")
_OF_RULES = (
    "grants",
    "key_rules",
    "reasons",
    "timetables",
    "limits",
    "consents",
    "stocktakes",
    "emergencies",
)
PROJECTIONS = (*_OF_FIRST, *_OF_RULES)
"""Tables that can be rebuilt from the events alone; each row is one entity of `House`."""

_PROJECTION = """
CREATE TABLE {name} (
    id TEXT PRIMARY KEY,
    turn INTEGER NOT NULL,  -- order of the last change
    live INTEGER NOT NULL,  -- still at hand in the running state
    body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX {name}_live ON {name}(id) WHERE live;  -- not on turn: changing an entity touches no index
"""

_FIRST = (
    """
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL
);
CREATE TRIGGER events_keep BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER events_follow BEFORE INSERT ON events
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
    BEGIN SELECT RAISE(ABORT, 'the log has no gaps'); END;
CREATE TABLE person_keys (person TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE sealed (reference TEXT PRIMARY KEY, person TEXT NOT NULL, content BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX sealed_person ON sealed(person);
"""
    + "".join(_PROJECTION.format(name=name) for name in _OF_FIRST)
    + """
ALTER TABLE movements ADD COLUMN begun TEXT;
ALTER TABLE movements ADD COLUMN item TEXT;
ALTER TABLE movements ADD COLUMN place TEXT;
ALTER TABLE movements ADD COLUMN bearer TEXT;
CREATE INDEX movements_begun ON movements(begun);
CREATE INDEX movements_item ON movements(item, begun);
CREATE INDEX movements_place ON movements(place, begun);
CREATE INDEX movements_bearer ON movements(bearer, begun);
"""
)

RIGHTS = (
    "person.enrolled/1", "key.registered/1", "key.grant.given/1", "key.grant.ended/1", "timetable.set/1",
    "estate.limits.set/1",
)  # fmt: skip
"""Events that say who may take which key; few among millions, and asked for by name."""
ABOUT_RIGHTS = f"type IN ({', '.join(repr(name) for name in RIGHTS)})"

_RULES = (
    "".join(_PROJECTION.format(name=name) for name in _OF_RULES)
    + "CREATE INDEX parcels_recipient ON parcels(json_extract(body, '$.recipient'));"
    + f"CREATE INDEX events_rights ON events(seq) WHERE {ABOUT_RIGHTS};"
)

MIGRATIONS = (_FIRST, _RULES)
"""Scripts in order; the file's `user_version` says how many it has had."""


class LedgerFromTheFuture(Exception):
    """The file was written by a newer release; it is left untouched."""


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection that commits durably, on a file brought up to date.

    Raises:
        LedgerFromTheFuture: the file has had migrations that this release does not know.
        sqlite3.Error: it is no database, or can't be opened.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        connection.close()
        raise LedgerFromTheFuture(f"{path} has version {version}, this release knows {len(MIGRATIONS)}")
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Return a connection that can only read."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False, timeout=5)
    connection.execute("PRAGMA query_only = ON")
    return connection
