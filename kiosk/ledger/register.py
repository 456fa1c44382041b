"""Answers questions about the past, from the projections and the events."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import sqlite_utils
from pydantic import TypeAdapter

from kiosk.domain.items import Parcel
from kiosk.domain.movements import Movement
from kiosk.ledger.schema import connect_to_read
from kiosk.ports import LogLine

_MOVEMENT = TypeAdapter(Movement)
_PARCEL = TypeAdapter(Parcel)

_WORDS = (
    "item",
    "place",
    "bearer",
    "json_extract(body, '$.unit')",
    "json_extract(body, '$.work_order')",
    "id",
)


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
        people: Sequence[str] = (),
        before: str = "",
        most: int = 50,
    ) -> Sequence[Movement]:
        """Return movements, newest first, that fit all of what is asked."""
        where, facts = ["1"], {}
        for name, value in (("place", place), ("item", item)):
            if value:
                where.append(f"{name} = :{name}")
                facts[name] = value
        if kind:
            where.append("json_extract(body, '$.kind') = :kind")
            facts["kind"] = kind
        if before:
            where.append("begun < :before")
            facts["before"] = before
        if words:
            facts["words"] = f"%{_literally(words)}%"
            found = [f"{column} LIKE :words ESCAPE '\\'" for column in _WORDS]
            found += [f"bearer = :person{number}" for number in range(len(people))]
            facts |= {f"person{number}": person for number, person in enumerate(people)}
            where.append("(" + " OR ".join(found) + ")")
        sql = f"SELECT body FROM movements WHERE {' AND '.join(where)} ORDER BY begun DESC LIMIT {int(most)}"
        return [_MOVEMENT.validate_json(row["body"]) for row in self._database().query(sql, facts)]

    def parcel(self, parcel: str) -> Parcel | None:
        """Return a parcel, however long ago it left."""
        for row in self._database().query("SELECT body FROM parcels WHERE id = :id", {"id": parcel}):
            return _PARCEL.validate_json(row["body"])
        return None

    def events(self, *, words: str = "", before_seq: int | None = None, most: int = 50) -> Sequence[LogLine]:
        """Return events, newest first."""
        where, facts = ["1"], {"words": f"%{_literally(words)}%", "before": before_seq}
        if words:
            where.append("(body LIKE :words ESCAPE '\\' OR type LIKE :words ESCAPE '\\')")
        if before_seq is not None:
            where.append("seq < :before")
        sql = f"SELECT seq, at, type, body FROM events WHERE {' AND '.join(where)} ORDER BY seq DESC LIMIT {int(most)}"
        return [
            LogLine(row["seq"], datetime.fromisoformat(row["at"]), row["type"], json.loads(row["body"]))
            for row in self._database().query(sql, facts)
        ]

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


def _literally(words: str) -> str:
    """Return words for LIKE in which % and _ mean themselves."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
