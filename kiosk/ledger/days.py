"""What a stretch of time came to, for the reports: by indexes, and by the numbers of the events that fell into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlite_utils

from kiosk.ports.register import KeyBack, Moved

_AT = "SELECT at FROM events WHERE seq = ?"


def moved(
    database: sqlite_utils.Database, since: str, before: str, most: int | None = None
) -> Sequence[Moved]:
    """Return the first `most` movements, or all, that began between two moments, in the order of time."""
    sql = """SELECT kind, begun, json_extract(body, '$.stage') AS stage, json_extract(body, '$.how') AS how
        FROM movements WHERE begun >= ? AND begun < ? ORDER BY begun, id LIMIT ?"""
    return [
        Moved(row["kind"], row["stage"], row["how"] or "", datetime.fromisoformat(row["begun"]))
        for row in database.query(sql, [since, before, -1 if most is None else most])
    ]


def keys_back(
    database: sqlite_utils.Database, since: str, before: str, taken_since: str
) -> Sequence[KeyBack]:
    """Return every key that came back between two moments after it had left at `taken_since` or later."""
    sql = """SELECT outings.key AS key, outings.back AS back, json_extract(movements.body, '$.due') AS due
        FROM outings LEFT JOIN movements ON movements.id = outings.movement
        WHERE outings.taken >= ? AND outings.taken < ? AND outings.back >= ? AND outings.back < ?"""
    return [
        KeyBack(
            row["key"],
            datetime.fromisoformat(row["back"]),
            datetime.fromisoformat(row["due"]) if row["due"] else None,
        )
        for row in database.query(sql, [taken_since, before, since, before])
    ]


def happened(database: sqlite_utils.Database, since: str, before: str) -> Mapping[str, int]:
    """Return how many events of each kind were recorded between two moments.

    They lie in the order of time, so that two searches find the first and the last: nothing before them is read.
    """
    first, last = bounds(database, since, before)
    sql = """SELECT type, count(*) AS n FROM events
        WHERE seq >= ? AND seq < ? AND at >= ? AND at < ? GROUP BY type"""
    return {row["type"]: row["n"] for row in database.query(sql, [first, last, since, before])}


def bounds(database: sqlite_utils.Database, since: str, before: str) -> tuple[int, int]:
    """Return the number of the first event at a moment or later, and that of the first at another one or later."""
    return _from(database, since), _from(database, before)


def _from(database: sqlite_utils.Database, moment: str) -> int:
    """Return the number of the first event at a moment or later; one beyond the last where there is none."""
    low, high = 1, int(database.execute("SELECT coalesce(max(seq), 0) + 1 FROM events").fetchone()[0])
    while low < high:
        middle = (low + high) // 2
        if str(database.execute(_AT, [middle]).fetchone()[0]) < moment:
            low = middle + 1
        else:
            high = middle
    return low
