"""What the desk keeps beside keys and parcels, found years later: by home, person, day and words, each by an index.

An entity is named once, in `FOUND`: which of its attributes say when it was made, whose it is, and by which words it is
looked for. The rows here are written with the entity, in the same transaction, and made again with it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import sqlite_utils

from kiosk.domain.house import House
from kiosk.ports.register import SHORT_WORDS_IN, SHORTEST_WORDS

TABLE = """
CREATE TABLE matters (
    number INTEGER PRIMARY KEY,  -- 1, 2, 3 ... as they were first written
    kind TEXT NOT NULL,  -- the table that its body is in
    id TEXT NOT NULL,
    made TEXT NOT NULL,
    unit TEXT NOT NULL,
    words TEXT NOT NULL,  -- what it is found by, a line each
    UNIQUE (kind, id)
);
CREATE INDEX matters_made ON matters(kind, made, id);
CREATE INDEX matters_unit ON matters(kind, unit, made, id) WHERE unit <> '';
CREATE TABLE matter_people (
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (person, kind, number)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE matter_trigrams USING fts5(
    words, content='matters', content_rowid='number', tokenize='trigram'
);
CREATE TRIGGER matters_found AFTER INSERT ON matters BEGIN
    INSERT INTO matter_trigrams(rowid, words) VALUES (NEW.number, NEW.words);
END;
CREATE TRIGGER matters_found_anew AFTER UPDATE OF words ON matters BEGIN
    INSERT INTO matter_trigrams(matter_trigrams, rowid, words) VALUES ('delete', OLD.number, OLD.words);
    INSERT INTO matter_trigrams(rowid, words) VALUES (NEW.number, NEW.words);
END;
"""
EMPTIED = (
    "DELETE FROM matters",
    "DELETE FROM matter_people",
    "INSERT INTO matter_trigrams(matter_trigrams) VALUES ('delete-all')",
)


@dataclass(frozen=True)
class Found:
    """By what an entity is found: names of its attributes. `made`: a moment that never changes.

    `words` beside its id and its home; each may be text, a number, an `Enum`, or several of these.
    """

    made: str = "made"
    people: tuple[str, ...] = ("person",)
    unit: str = "unit"
    words: tuple[str, ...] = ()


FOUND: Mapping[str, Found] = {
    "deposits": Found(people=("person", "named_by"), words=("number", "slips", "what", "stage")),
    "transfers": Found(people=("person", "visitor"), words=("number", "what", "stage")),
    "item_counts": Found("at", ("by",), "", ("missing",)),
    "loans": Found(people=("person",), words=("number", "kind", "item")),
    "permits": Found(people=("owner",), words=("number",)),
    "releases": Found(people=("person", "word_by"), words=("number",)),
    "duty_entries": Found(people=("by",), unit="", words=("name", "kind", "about", "mark")),
    "incidents": Found(
        people=("by", "writers", "signed_by", "sent_by"), unit="", words=("name", "kind", "about", "stage")
    ),
    "shift_notes": Found(people=("by", "done_by"), unit="", words=("kind",)),
    "account_lines": Found("at", unit="account"),
    "cash_counts": Found("at", ("by",), ""),
    "money_entries": Found("at", ("person", "by"), words=("about", "voucher", "shift", "kind")),
    "shortfalls": Found("at", words=("about",)),
    "vouchers": Found("at", ("person", "by"), words=("about", "kind")),
    "requests": Found(people=("person", "owner", "escorts"), words=("number", "service", "called", "stage")),
    "day_figures": Found("since", (), ""),
    "frozen_reports": Found(people=("by",), unit="", words=("period", "number")),
    "work_orders": Found(
        people=("person", "worker", "by"), words=("number", "request", "what", "stage", "how")
    ),
    "grievances": Found(people=("person", "owner"), words=("number", "kind", "about", "stage", "outcome")),
    "follow_ups": Found(people=("person", "by"), words=("number", "of", "service", "stage")),
    "home_notes": Found(people=("person", "by")),
    "corrections": Found(people=("by",), unit="about", words=("register", "field")),
    "looks": Found(people=("by",), words=("why",)),
}
"""By the name of its mapping in `House`, which is its table's."""

_KEPT = """INSERT INTO matters(kind, id, made, unit, words) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT(kind, id) DO UPDATE SET unit = excluded.unit, words = excluded.words
    WHERE words <> excluded.words OR unit <> excluded.unit"""
_WHOSE = """INSERT OR IGNORE INTO matter_people(person, kind, number)
    SELECT ?, kind, number FROM matters WHERE kind = ? AND id = ?"""


def keep(connection: sqlite3.Connection, table: str, name: str, found: Found, entity: object) -> None:
    """Write down by what an entity is found. Call within a transaction."""
    made: datetime = getattr(entity, found.made)
    unit = str(getattr(entity, found.unit, "") or "") if found.unit else ""
    words = [name, unit, *(word for one in found.words for word in _said(getattr(entity, one)))]
    row = (table, name, _stamp(made), unit, "\n".join(word for word in words if word))
    connection.execute(_KEPT, row)
    for one in found.people:
        for person in _said(getattr(entity, one)):
            connection.execute(_WHOSE, (person, table, name))


def passed_by(began: House, before: House, after: House) -> dict[tuple[str, str], object]:
    """Return what an event took from hand, by table and id, that its own transaction had made or changed since `began`.

    Nothing else would write it: of a transaction only what is at hand after it is compared with what was before.
    """
    found: dict[tuple[str, str], object] = {}
    for table in FOUND:
        first, was, now = (getattr(house, table) for house in (began, before, after))
        if was is now or was is first:
            continue
        for name in was.keys() - now.keys():
            if was[name] is not first.get(name):
                found[table, name] = was[name]
    return found


def matters(
    database: sqlite_utils.Database,
    table: str,
    *,
    words: str,
    people: Sequence[str],
    unit: str,
    since: str,
    before: str,
    before_id: str,
    most: int,
) -> list[str]:
    """Return the bodies of entities of a table, newest first; `kiosk.ports.register.Register` tells how."""
    where = ["kind = :kind"]
    if unit:
        where.append("unit = :unit AND unit <> ''")  # the second lets the index of homes be taken
    if since:
        where.append("made >= :since")
    if before:
        where.append("(made, id) < (:before, :before_id)")
    words = words.replace("\0", "")
    theirs = """SELECT number FROM matter_people
        WHERE person IN (SELECT value FROM json_each(:people)) AND kind = :kind"""
    if words:
        long = "SELECT rowid FROM matter_trigrams WHERE matter_trigrams MATCH :phrase"
        short = f"""SELECT number FROM matters WHERE kind = :kind AND words LIKE :like ESCAPE '!'
            AND number > (SELECT max(number) - {SHORT_WORDS_IN} FROM matters)"""
        found = long if len(words) >= SHORTEST_WORDS else short
        where.append(f"number IN ({found} UNION {theirs})")
    elif people:
        where.append(f"number IN ({theirs})")
    sql = f"""SELECT {table}.body FROM (
            SELECT id, made FROM matters WHERE {" AND ".join(where)} ORDER BY made DESC, id DESC LIMIT {int(most)}
        ) AS one JOIN {table} ON {table}.id = one.id ORDER BY one.made DESC, one.id DESC"""
    escaped = words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    facts = {
        "kind": table, "unit": unit, "since": since, "before": before, "before_id": before_id,
        "people": json.dumps(list(people)), "like": f"%{escaped}%", "phrase": '"' + words.replace('"', '""') + '"',
    }  # fmt: skip
    return [row["body"] for row in database.query(sql, facts)]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _said(value: Any) -> list[str]:
    """Return what an attribute says, as words."""
    if value is None or value == "":
        return []
    if isinstance(value, Enum):
        return [str(value.value)]
    if isinstance(value, str | int):
        return [str(value)]
    return [word for one in value for word in _said(one)]
