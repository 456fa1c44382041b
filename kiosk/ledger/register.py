"""Answers questions about the past, from the projections and the events."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlite_utils
from pydantic import TypeAdapter

from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import Parcel
from kiosk.domain.movements import Movement
from kiosk.ledger.finding import Finding, literally
from kiosk.ledger.schema import ABOUT_RIGHTS, connect_to_read
from kiosk.ledger.stored import event_from, written
from kiosk.ports import EVENTS_SEARCHED, LogLine

_MOVEMENT = TypeAdapter(Movement)
_PARCEL = TypeAdapter(Parcel)

_ASKED = {
    "place": "place = :place",
    "item": "item = :item",
    "kind": "kind = :kind",
    "since": "begun >= :since",
    "before": "(begun, id) < (:before, :before_id)",
}
_OF_A_PERSON = (
    "bearer = :person",
    "id IN (SELECT id FROM movement_words WHERE recipient = :person)",
)
"""Either makes a movement somebody's; asked one by one, each by its own index."""
_LATE = "seq > (SELECT coalesce(max(seq), 0) FROM events) - 20000"
"""The log has no index by type: what is asked of it all day is asked of its end."""
_BESIDE = (
    "door.commanded/1", "door.forced/1", "door.ajar/1", "door.doubted/1", "door.settled/1", "custody.settled/1",
    "key.gone/1", "key.back/1", "parcel.disputed/1", "slip.replaced/1", "evidence.kept/1",
)  # fmt: skip


class SqliteRegister:
    """Read-only; each thread asks through a connection of its own, so a long search holds up nobody."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = threading.local()
        self._all: list[sqlite3.Connection] = []

    def movements(
        self,
        *,
        words: str = "",
        kind: str = "",
        place: str = "",
        item: str = "",
        person: str = "",
        people: Sequence[str] = (),
        items: Sequence[str] = (),
        since: str = "",
        before: str = "",
        before_id: str = "",
        most: int = 50,
    ) -> Sequence[Movement]:
        """Return movements, newest first, that fit all of what is asked; `kiosk.ports.Register` tells how."""
        asked = {
            "place": place,
            "item": item,
            "kind": kind,
            "since": since,
            "before": before,
            "person": person,
        }
        facts = {**asked, "before_id": before_id}
        newest = f"ORDER BY begun DESC, id DESC LIMIT {int(most)}"
        where = " AND ".join(
            ["1", *(_ASKED[name] for name, value in asked.items() if value and name in _ASKED)]
        )
        if (
            place or item or person
        ):  # of which there are fewer than of a kind: its index must not be taken instead
            where = where.replace("kind = :kind", "+kind = :kind")
        sql = f"SELECT body FROM movements WHERE {where} {newest}"
        if words:
            ids = Finding(self._database().conn, words, facts, most).ids(people, items)
            facts = {"ids": json.dumps(ids)}
            sql = f"SELECT body FROM movements WHERE id IN (SELECT value FROM json_each(:ids)) {newest}"
        elif person:
            either = " UNION ".join(
                f"SELECT id FROM (SELECT id FROM movements WHERE {where} AND {whose} {newest})"
                for whose in _OF_A_PERSON
            )
            sql = f"SELECT body FROM movements WHERE id IN ({either}) {newest}"
        return [_MOVEMENT.validate_json(row["body"]) for row in self._database().query(sql, facts)]

    def parcel(self, parcel: str) -> Parcel | None:
        """Return a parcel, however long ago it left."""
        for row in self._database().query("SELECT body FROM parcels WHERE id = :id", {"id": parcel}):
            return _PARCEL.validate_json(row["body"])
        return None

    def events(self, *, words: str = "", before_seq: int | None = None, most: int = 50) -> Sequence[LogLine]:
        """Return events, newest first; `kiosk.ports.Register` tells how."""
        where, facts = ["1"], {"words": f"%{literally(words)}%", "before": before_seq}
        if words:
            end = ":before" if before_seq is not None else "(SELECT coalesce(max(seq), 0) + 1 FROM events)"
            where.append(f"seq >= {end} - {EVENTS_SEARCHED}")
            where.append("(body LIKE :words ESCAPE '\\' OR type LIKE :words ESCAPE '\\')")
        if before_seq is not None:
            where.append("seq < :before")
        sql = f"SELECT seq, at, type, body FROM events WHERE {' AND '.join(where)} ORDER BY seq DESC LIMIT {int(most)}"
        return [_line(row) for row in self._database().query(sql, facts)]

    def beside(self, *, place: str = "", item: str = "", most: int = 30) -> Sequence[LogLine]:
        """Return what happened at a place or with an item beside its movements, newest first."""
        about = (
            "json_extract(body, '$.place') = :name"
            if place
            else ":name IN (json_extract(body, '$.item'), json_extract(body, '$.key'), json_extract(body, '$.parcel'))"
        )
        sql = f"""SELECT seq, at, type, body FROM events WHERE {_LATE}
            AND type IN (SELECT value FROM json_each(:types)) AND {about}
            AND (type <> 'door.commanded/1' OR json_extract(body, '$.movement') = '')
            ORDER BY seq DESC LIMIT {int(most)}"""
        facts = {"name": place or item, "types": json.dumps(_BESIDE)}
        return [_line(row) for row in self._database().query(sql, facts)]

    def rights_at(self, at: datetime) -> House:
        """Return people, keys and their rules as they were on record at `at`; nothing else of the house."""
        sql = f"""SELECT seq, at, type, body FROM events INDEXED BY events_rights
            WHERE {ABOUT_RIGHTS} AND at <= :at ORDER BY seq"""
        house = House()
        for row in self._database().query(sql, {"at": written(at)}):
            when = datetime.fromisoformat(row["at"])
            house = evolve(house, Recorded(row["seq"], when, event_from(row["type"], row["body"])))
        return house

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._all:
            connection.close()

    def _database(self) -> sqlite_utils.Database:
        database: sqlite_utils.Database | None = getattr(self._own, "database", None)
        if database is None:
            connection = connect_to_read(self._path)
            self._all.append(connection)
            database = self._own.database = sqlite_utils.Database(connection)
        return database


def _line(row: Mapping[str, Any]) -> LogLine:
    return LogLine(row["seq"], datetime.fromisoformat(row["at"]), row["type"], json.loads(row["body"]))
