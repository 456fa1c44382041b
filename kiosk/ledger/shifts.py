"""Questions about shifts that are over, however long ago."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlite_utils import Database

from kiosk.domain.shifts.shift import Shift

_SHIFT = TypeAdapter(Shift)


def shifts(database: Database, *, person: str, before: str, before_id: str, most: int) -> Sequence[Shift]:
    """Return shifts, the last begun first: all before `before`, and those begun then whose id is smaller."""
    where = ["1"]
    if person:
        where.append("json_extract(body, '$.person') = :person")
    if before:
        where.append("(json_extract(body, '$.begun'), id) < (:before, :before_id)")
    sql = f"""SELECT body FROM shifts WHERE {" AND ".join(where)}
        ORDER BY json_extract(body, '$.begun') DESC, id DESC LIMIT {int(most)}"""
    facts = {"person": person, "before": before, "before_id": before_id}
    return [_SHIFT.validate_json(row["body"]) for row in database.query(sql, facts)]


def shift(database: Database, name: str) -> Shift | None:
    """Return one shift."""
    for row in database.query("SELECT body FROM shifts WHERE id = :id", {"id": name}):
        return _SHIFT.validate_json(row["body"])
    return None
