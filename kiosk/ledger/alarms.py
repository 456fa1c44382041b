"""Answers questions about alarms of any age, from their projection."""

from __future__ import annotations

from collections.abc import Sequence

import sqlite_utils
from pydantic import TypeAdapter

from kiosk.domain.alarms.alarm import Alarm

INDEX = "CREATE INDEX alarms_begun ON alarms(json_extract(body, '$.begun'), id);"
_ALARM = TypeAdapter(Alarm)
_BEGUN = "json_extract(body, '$.begun')"
_ASKED = {
    "kind": "json_extract(body, '$.kind') = :kind",
    "place": "EXISTS (SELECT 1 FROM json_each(body, '$.places') WHERE value = :place)",
    "since": f"{_BEGUN} >= :since",
    "before": f"({_BEGUN}, id) < (:before, :before_id)",
}


def alarms(
    database: sqlite_utils.Database,
    *,
    kind: str = "",
    place: str = "",
    since: str = "",
    before: str = "",
    before_id: str = "",
    most: int = 50,
) -> Sequence[Alarm]:
    """Return alarms, newest first, that fit all of what is asked; those that are part of another one are told by it."""
    facts = {
        "kind": kind,
        "place": place,
        "since": since,
        "before": before,
        "before_id": before_id,
    }
    where = ["json_extract(body, '$.part_of') = ''"]
    where += [clause for name, clause in _ASKED.items() if facts[name]]
    sql = f"SELECT body FROM alarms WHERE {' AND '.join(where)} ORDER BY {_BEGUN} DESC, id DESC LIMIT {int(most)}"
    return [_ALARM.validate_json(row["body"]) for row in database.query(sql, facts)]


def alarm(database: sqlite_utils.Database, name: str) -> Alarm | None:
    """Return one alarm, however long ago it was dealt with."""
    for row in database.query("SELECT body FROM alarms WHERE id = :id", {"id": name}):
        return _ALARM.validate_json(row["body"])
    return None
