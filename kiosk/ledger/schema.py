"""The ledger's file: its tables, and how an older file becomes a newer one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kiosk.ledger import matters, outings, sendings, subjects
from kiosk.ledger.alarms import INDEX
from kiosk.ledger.progress import Told, nobody, watched

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
_OF_CABINET: tuple[str, ...] = (
    "absences",
    "alarm_duties",
    "alarms",
    "blocks",
    "bookings",
    "cards",
    "companies",
    "comparisons",
    "complaints",
    "conditions",
    "copies",
    "couriers",
    "delegations",
    "deliveries",
    "explained",
    "filed_ids",
    "found_keys",
    "inspection_findings",
    "inspection_plans",
    "inspections",
    "kept_documents",
    "keymaps",
    "losses",
    "move_ins",
    "retired_tags",
    "rule_changes",
    "seals",
    "sendings",
    "shifts",
    "specimens",
    "stays",
    "storage_fees",
    "strays",
    "sweeps",
)
_OF_DESK: tuple[str, ...] = (
    "account_lines",
    "accounts",
    "cash_counts",
    "checkpoints",
    "day_figures",
    "deposits",
    "duty_entries",
    "follow_ups",
    "frozen_reports",
    "grievances",
    "home_notes",
    "incidents",
    "item_counts",
    "loan_items",
    "loan_kinds",
    "loans",
    "looks",
    "money_entries",
    "numberings",
    "overdrafts",
    "permits",
    "releases",
    "requests",
    "shift_notes",
    "shortfalls",
    "tallies",
    "transfers",
    "voucher_copies",
    "vouchers",
    "work_orders",
)
_OF_CARE: tuple[str, ...] = ("backups", "continuations", "updates")
_OF_TRUST: tuple[str, ...] = ("erasures", "retained")
_OF_BOUNDS: tuple[str, ...] = ("form_days",)
_OF_CORRECTIONS: tuple[str, ...] = ("corrections",)
_OF_LATER = (*_OF_CARE, *_OF_TRUST, *_OF_BOUNDS, *_OF_CORRECTIONS)
PROJECTIONS = (*_OF_FIRST, *_OF_RULES, *_OF_CABINET, *_OF_DESK, *_OF_LATER)
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

_FIRST_RIGHTS = ", ".join(repr(name) for name in subjects.RIGHTS_AT_FIRST)
_RULES = (
    "".join(_PROJECTION.format(name=name) for name in _OF_RULES)
    + "CREATE INDEX parcels_recipient ON parcels(json_extract(body, '$.recipient'));"
    + f"CREATE INDEX events_rights ON events(seq) WHERE type IN ({_FIRST_RIGHTS});"
)

_FOUND_BY = """
INSERT INTO movement_words(id, begun, kind, recipient, words)
SELECT movements.id, begun, kind, json_extract(parcels.body, '$.recipient'),
    coalesce(json_extract(parcels.body, '$.barcode'), item, '') || char(10)
    || coalesce(place, '') || char(10) || coalesce(bearer, '') || char(10)
    || coalesce(nullif(json_extract(parcels.body, '$.recipient'), bearer), '') || char(10)
    || coalesce(json_extract(movements.body, '$.unit'), '') || char(10)
    || coalesce(json_extract(movements.body, '$.work_order'), '')
FROM movements LEFT JOIN parcels ON parcels.id = item
"""
_BY = {"begun": "begun, id, kind", **{one: f"{one}, begun, id, kind" for one in ("item", "place", "bearer")}}
_WORDS = f"""
ALTER TABLE movements ADD COLUMN kind TEXT;
UPDATE movements SET kind = json_extract(body, '$.kind');
{"".join(f"DROP INDEX movements_{name}; CREATE INDEX movements_{name} ON movements({by});" for name, by in _BY.items())}
CREATE INDEX movements_kind ON movements(kind, begun, id);
CREATE TABLE movement_words (
    number INTEGER PRIMARY KEY,  -- 1, 2, 3 ... as they began
    id TEXT NOT NULL UNIQUE,
    begun TEXT NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT,  -- of its parcel
    words TEXT NOT NULL  -- what it is found by, a line each
);
CREATE VIRTUAL TABLE movement_trigrams USING fts5(
    words, content='movement_words', content_rowid='number', tokenize='trigram'
);
{_FOUND_BY} ORDER BY begun, movements.id;
INSERT INTO movement_trigrams(movement_trigrams) VALUES ('rebuild');
CREATE INDEX movement_words_recipient ON movement_words(recipient, begun, id, kind)
    WHERE recipient IS NOT NULL;
DROP INDEX parcels_recipient;
CREATE TRIGGER movements_found AFTER INSERT ON movements
    WHEN NOT EXISTS (SELECT 1 FROM movement_words WHERE id = NEW.id)
BEGIN
    {_FOUND_BY} WHERE movements.id = NEW.id;
    INSERT INTO movement_trigrams(rowid, words) SELECT number, words FROM movement_words WHERE id = NEW.id;
END;
"""
"""Nothing that a movement is found by ever changes; its parcel is projected before it."""

_OTHER = (
    "coalesce(json_extract(parcels.body, '$.recipient'), nullif(json_extract(movements.body, '$.giver'), ''),"
    " nullif(json_extract(movements.body, '$.brought_by'), ''))"
)
_FOUND_BY_BOTH = (
    _FOUND_BY.replace("json_extract(parcels.body, '$.recipient')", _OTHER)
    .replace("recipient, words)", "recipient, unit, words)")
    .replace(
        "    coalesce(json_extract(parcels.body, '$.barcode')",
        """    nullif(json_extract(movements.body, '$.unit'), ''),
    coalesce(json_extract(parcels.body, '$.barcode')""",
    )
)
_IN_ORDER = {
    "movements": ("begun, id", ", begun TEXT, item TEXT, place TEXT, bearer TEXT, kind TEXT"),
    **dict.fromkeys(("parcels", "papers", "notices"), ("turn", "")),
}
"""The tables that grow for years, how their rows lie from here on, and what columns they have besides.

Rows under random names lie all over the file: a page of the register would read as many pages of the file, and each
change of a movement that is under way would write another one. In the order of time they lie side by side.
"""


def _laid_in_order(name: str, order: str, more: str) -> str:
    columns = "id, turn, live, body" + more.replace(" TEXT", "")
    return f"""
CREATE TABLE {name}_in_order (
    id TEXT PRIMARY KEY NOT NULL, turn INTEGER NOT NULL, live INTEGER NOT NULL, body TEXT NOT NULL{more}
);
INSERT INTO {name}_in_order({columns}) SELECT {columns} FROM {name} ORDER BY {order};
DROP TABLE {name};
ALTER TABLE {name}_in_order RENAME TO {name};
CREATE INDEX {name}_live ON {name}(id) WHERE live;
"""


_BOTH = f"""
DROP TRIGGER movements_found;
{"".join(_laid_in_order(name, *how) for name, how in _IN_ORDER.items())}
{"".join(f"CREATE INDEX movements_{name} ON movements({by});" for name, by in _BY.items())}
CREATE INDEX movements_kind ON movements(kind, begun, id);
ALTER TABLE movement_words ADD COLUMN unit TEXT;  -- the home it is about
UPDATE movement_words SET unit = (SELECT nullif(json_extract(body, '$.unit'), '') FROM movements
    WHERE movements.id = movement_words.id);
CREATE INDEX movement_words_unit ON movement_words(unit, begun, id, kind) WHERE unit IS NOT NULL;
CREATE TRIGGER movements_found AFTER INSERT ON movements
    WHEN NOT EXISTS (SELECT 1 FROM movement_words WHERE id = NEW.id)
BEGIN
    {_FOUND_BY_BOTH} WHERE movements.id = NEW.id;
    INSERT INTO movement_trigrams(rowid, words) SELECT number, words FROM movement_words WHERE id = NEW.id;
END;
"""
"""A key that goes from hand to hand, or that somebody brings for another, is found by either of the two."""

_SHEETS = """
CREATE INDEX move_ins_begun ON move_ins(json_extract(body, '$.begun'), id);
CREATE INDEX move_ins_unit ON move_ins(json_extract(body, '$.unit'), json_extract(body, '$.begun'), id);
"""

_CABINET = (
    "".join(_PROJECTION.replace(" WITHOUT ROWID", "").format(name=name) for name in _OF_CABINET)
    + "CREATE INDEX inspections_unit ON inspections(json_extract(body, '$.unit'), json_extract(body, '$.begun'));"
    + "CREATE INDEX shifts_begun ON shifts(json_extract(body, '$.begun'));"
    + "CREATE INDEX bookings_until ON bookings(json_extract(body, '$.until'));"
    + f"DROP INDEX events_rights; {subjects.TABLE}{subjects.FILLED}"
    + _SHEETS
)

_CABINET += _BOTH
_CABINET += INDEX
_CABINET += sendings.TABLE
_CABINET += outings.TABLE + outings.FILLED
_CABINET += """
UPDATE parcels SET body = json_set(body, '$.courier', coalesce(
    (SELECT json_extract(movements.body, '$.bearer') FROM movements
        WHERE id = json_extract(parcels.body, '$.movement')),
    ''
));
"""
_CABINET += "CREATE INDEX keys_unit ON keys(json_extract(body, '$.unit'));"
_CABINET += "CREATE TABLE projected (version INTEGER NOT NULL);"

_DESK = (
    "".join(_PROJECTION.replace(" WITHOUT ROWID", "").format(name=name) for name in _OF_DESK) + matters.TABLE
)

_CARE = "".join(_PROJECTION.replace(" WITHOUT ROWID", "").format(name=name) for name in _OF_CARE)

_TRUST = (
    "".join(_PROJECTION.replace(" WITHOUT ROWID", "").format(name=name) for name in _OF_TRUST)
    + """
CREATE TABLE person_keys_anew (person TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO person_keys_anew SELECT person, wrapped FROM person_keys;
DROP TABLE person_keys;
ALTER TABLE person_keys_anew RENAME TO person_keys;
ALTER TABLE sealed ADD COLUMN at TEXT;  -- when; what is from before this is as old as the first look at it
"""
)
"""The keys are written anew: earlier releases could leave bytes of destroyed ones in a page that was split."""

_BOUNDS = "".join(_PROJECTION.replace(" WITHOUT ROWID", "").format(name=name) for name in _OF_BOUNDS)
_CORRECTIONS = "".join(
    _PROJECTION.replace(" WITHOUT ROWID", "").format(name=name) for name in _OF_CORRECTIONS
)

MIGRATIONS = (_FIRST, _RULES, _WORDS, _CABINET, _DESK, _CARE, _TRUST, _BOUNDS, _CORRECTIONS)
"""Scripts in order; the file's `user_version` says how many it has had."""

EMPTIED = (
    *(f"DELETE FROM {name}" for name in PROJECTIONS),
    "DELETE FROM outings",
    "DELETE FROM last_outings",
    "DELETE FROM subjects",
    "DELETE FROM movement_words",
    "INSERT INTO movement_trigrams(movement_trigrams) VALUES ('delete-all')",
    *sendings.EMPTIED,
    *matters.EMPTIED,
    "DELETE FROM projected",
)
"""What empties every projection; `movement_words` fills itself as `movements` does, `sending_words` as `sendings`."""
PROJECTED = f"INSERT INTO projected VALUES ({len(MIGRATIONS)})"
"""Says in the same transaction that the projections are those of this release."""


class LedgerFromTheFuture(Exception):
    """The file was written by a newer release; it is left untouched."""


def connect(path: Path, told: Told = nobody) -> sqlite3.Connection:
    """Return a connection that commits durably, on a file brought up to date; `told` hears that this goes on.

    Raises:
        LedgerFromTheFuture: the file has had migrations that this release does not know.
        sqlite3.Error: it is no database, or can't be opened.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # no byte of what is deleted stays in the file
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        connection.close()
        raise LedgerFromTheFuture(f"{path} has version {version}, this release knows {len(MIGRATIONS)}")
    try:
        with watched(connection, told):
            for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
                connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def projected(connection: sqlite3.Connection) -> bool:
    """Return whether the projections were made by this release's migrations, or none had to be made."""
    version = connection.execute("SELECT max(version) FROM projected").fetchone()[0]
    return bool(version == len(MIGRATIONS))


def emptied(connection: sqlite3.Connection) -> bool:
    """Return whether nothing lies in the write-ahead log any more; nobody who reads just now is waited for."""
    waited_ms = int(connection.execute("PRAGMA busy_timeout").fetchone()[0])
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error:  # a question of this same connection is not at its end, or the disk takes nothing
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {waited_ms}")


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Return a connection that can only read."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False, timeout=5)
    connection.execute("PRAGMA query_only = ON")
    return connection
