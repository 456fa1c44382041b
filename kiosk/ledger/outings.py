"""Each time a key was with somebody of the staff or a contractor: kept beside the record, made again from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from kiosk.domain.house import House, Recorded
from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.people import Role
from kiosk.ports.register import KeyOuting, KeyUse

TABLE = """
CREATE TABLE outings (
    number INTEGER PRIMARY KEY,  -- 1, 2, 3 ... as they left
    key TEXT NOT NULL,
    bearer TEXT NOT NULL,
    movement TEXT NOT NULL,  -- by which it left, if by one
    taken TEXT NOT NULL,
    back TEXT,
    out_s INTEGER
);
CREATE INDEX outings_key ON outings(key, taken, bearer, out_s);
CREATE INDEX outings_taken ON outings(taken, key, bearer, out_s);
CREATE INDEX outings_out ON outings(key) WHERE back IS NULL;
CREATE TABLE last_outings (key TEXT PRIMARY KEY, taken TEXT NOT NULL) WITHOUT ROWID;
CREATE TRIGGER outings_last AFTER INSERT ON outings BEGIN
    INSERT INTO last_outings(key, taken) VALUES (NEW.key, NEW.taken)
        ON CONFLICT (key) DO UPDATE SET taken = max(taken, excluded.taken);
END;
"""
FILLED = """
INSERT INTO outings(key, bearer, movement, taken, back)
SELECT item, bearer, id, json_extract(body, '$.changed'), (
    SELECT json_extract(later.body, '$.changed') FROM movements AS later
    WHERE later.item = movements.item AND (later.begun, later.id) > (movements.begun, movements.id)
        AND json_extract(later.body, '$.stage') = 'confirmed'
    ORDER BY later.begun, later.id LIMIT 1)
FROM movements WHERE kind = 'key.issue' AND json_extract(body, '$.stage') = 'confirmed' ORDER BY begun, id;
UPDATE outings SET back = (SELECT json_extract(body, '$.since') FROM keys WHERE id = key)
    WHERE back IS NULL AND (SELECT json_extract(body, '$.custodian.kind') FROM keys WHERE id = key) = 'place';
UPDATE outings SET out_s = max(0, strftime('%s', back) - strftime('%s', taken)) WHERE back IS NOT NULL;
"""
"""What an older file's movements tell of it; the events tell it all, when the projections are made again."""
_OURS = frozenset({Role.ATTENDANT, Role.SUPERVISOR, Role.MANAGER, Role.CONTRACTOR})


@dataclass(frozen=True)
class Carried:
    """A key went to somebody (`bearer`), or came back from whoever had it ("")."""

    key: str
    bearer: str
    movement: str
    at: datetime


def carried_by(before: House, after: House, recorded: Recorded) -> list[Carried]:
    """Return the keys that one event gave to somebody, or took from them. A resident's own key is no outing."""
    if before.keys is after.keys:
        return []
    found = []
    keys: Any = after.keys
    for name in reversed(keys):  # a changed entity is always among the newest of its mapping
        old, new = before.keys.get(name), after.keys[name]
        if old is new:
            break
        if _bearer(before, old) != (bearer := _bearer(after, new)):
            movement = str(getattr(recorded.event, "movement", "")) if bearer else ""
            found.append(Carried(name, bearer, movement, recorded.at))
    if len(after.keys) < len(before.keys):
        gone = before.keys.keys() - after.keys.keys()
        found += [Carried(name, "", "", recorded.at) for name in gone if _bearer(before, before.keys[name])]
    return found


def _bearer(house: House, key: Key | None) -> str:
    """Return who of ours has a key, "" for nobody."""
    if key is None or key.custodian.kind is not CustodianKind.PERSON:
        return ""
    person = house.people.get(key.custodian.id)
    return key.custodian.id if person is None or person.role in _OURS else ""


def keep(connection: sqlite3.Connection, carried: Sequence[Carried]) -> None:
    """Write down what was carried, in its order."""
    for one in carried:
        at = stamp(one.at)
        connection.execute(
            "UPDATE outings SET back = ?1, out_s = max(0, strftime('%s', ?1) - strftime('%s', taken))"
            " WHERE key = ?2 AND back IS NULL",
            (at, one.key),
        )
        if one.bearer:
            connection.execute(
                "INSERT INTO outings(key, bearer, movement, taken) VALUES (?, ?, ?, ?)",
                (one.key, one.bearer, one.movement, at),
            )


def outings(
    database: Database, keys: Sequence[str], *, first: int, most: int, since: str = ""
) -> Sequence[KeyOuting]:
    """Return some outings of some keys, newest first, from the `first` on; none that began before `since`."""
    marks = ", ".join("?" * len(keys))
    sql = f"""SELECT key, bearer, movement, taken, back FROM outings WHERE key IN ({marks}) AND taken >= ?
        ORDER BY taken DESC, number DESC LIMIT {int(most)} OFFSET {int(first)}"""
    return [
        KeyOuting(
            row["key"],
            row["bearer"],
            row["movement"],
            datetime.fromisoformat(row["taken"]),
            datetime.fromisoformat(row["back"]) if row["back"] else None,
        )
        for row in database.query(sql, [*keys, since])
    ]


def counted(database: Database, keys: Sequence[str], since: str = "") -> int:
    """Return how many outings some keys have had, from a moment on."""
    marks = ", ".join("?" * len(keys))
    sql = f"SELECT count(*) AS n FROM outings WHERE key IN ({marks}) AND taken >= ?"
    return int(next(iter(database.query(sql, [*keys, since])))["n"])


def use(database: Database, since: datetime, before: datetime, now: datetime, key: str) -> Iterator[KeyUse]:
    """Yield how often each bearer took each key (or one key) between two moments, and for how long."""
    about = "AND key = :key" if key else ""
    sql = f"""SELECT key, bearer, count(*) AS times, max(taken) AS last,
            sum(coalesce(out_s, max(0, strftime('%s', :now) - strftime('%s', taken)))) AS out_s
        FROM outings WHERE taken >= :since AND taken < :before {about} GROUP BY key, bearer"""
    facts = {"since": stamp(since), "before": stamp(before), "now": stamp(now), "key": key}
    for row in database.query(sql, facts):
        last = datetime.fromisoformat(row["last"])
        yield KeyUse(row["key"], row["bearer"], row["times"], int(row["out_s"]), last)


def last_taken(database: Database, keys: Sequence[str]) -> dict[str, datetime]:
    """Return when each of some keys left last; one that never did is not in it."""
    wanted = set(keys)
    rows = database.query("SELECT key, taken FROM last_outings")
    return {row["key"]: datetime.fromisoformat(row["taken"]) for row in rows if row["key"] in wanted}


def stamp(at: datetime) -> str:
    """Return a time as an entity's body has it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
