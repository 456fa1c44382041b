"""The log, read forward from any event on, by connections that hold up no writer."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from kiosk.flows.api.ports import Line
from kiosk.ledger.schema import connect_to_read

AT_ONCE = 2000
"""So many events are looked through at a time."""


class LogFeed:
    """Reads on a connection of its own; asked from several threads, one at a time."""

    def __init__(self, path: Path) -> None:
        """Open the ledger at `path`, which exists."""
        self._connection: sqlite3.Connection = connect_to_read(path)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    @property
    def head(self) -> int:
        """The number of the last event."""
        with self._lock:
            return int(self._connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0])

    def after(self, seq: int, kinds: frozenset[str]) -> tuple[Sequence[Line], int]:
        """Return the next events of these kinds, oldest first, and the number up to which that is all there are."""
        sql = f"""SELECT seq, at, type, CASE WHEN type IN (SELECT value FROM json_each(?)) THEN body END, hash
            FROM events WHERE seq > ? ORDER BY seq LIMIT {AT_ONCE}"""
        with self._lock:
            rows = self._connection.execute(sql, (json.dumps(sorted(kinds)), seq)).fetchall()
        lines = [
            Line(number, datetime.fromisoformat(at), kind, json.loads(body), hashed.hex())
            for number, at, kind, body, hashed in rows
            if body is not None
        ]
        return lines, rows[-1][0] if rows else seq

    def alarm_of(self, seq: int) -> Mapping[str, object] | None:
        """Return the alarm that an event raised, if it did: an alarm's id begins with its event's number.

        Of several, the one that says it all.
        """
        sql = """SELECT body FROM alarms WHERE id >= ? AND id < ?
            ORDER BY json_extract(body, '$.part_of') <> '', json_extract(body, '$.kind') <> 'override' LIMIT 1"""
        with self._lock:
            row = self._connection.execute(sql, (f"{seq}-", f"{seq}.")).fetchone()
        if row is None:
            return None
        alarm = json.loads(row[0])
        return {
            "alarm": alarm["id"],
            "alarm_kind": alarm["kind"],
            "places": alarm["places"],
            "keys": alarm["keys"],
            "device": alarm["device"],
            "cabinet": alarm["cabinet"],
        }
