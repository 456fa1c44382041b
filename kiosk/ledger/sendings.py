"""What the register of parcels that were sent asks of the ledger, by an index of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlite_utils
from pydantic import TypeAdapter

from kiosk.domain.sending.sending import Sending

_SENDING = TypeAdapter(Sending)
_MADE = "json_extract(body, '$.made')"
_LIKE = (
    "json_extract(body, '$.unit')",
    "json_extract(body, '$.waybill')",
    "json_extract(body, '$.carrier')",
    "id",
)
_WORDS = f"""({" OR ".join(f"{one} LIKE :like ESCAPE '!'" for one in _LIKE)}
    OR json_extract(body, '$.person') IN (SELECT value FROM json_each(:people)))"""
INDEX = f"CREATE INDEX sendings_made ON sendings({_MADE}, id);"


def sendings(
    database: sqlite_utils.Database,
    *,
    words: str,
    people: Sequence[str],
    since: str,
    before: str,
    before_id: str,
    most: int,
) -> list[Sending]:
    """Return parcels that residents sent, newest first; limits as for movements. `words` or `people`: either fits."""
    where = ["1"]
    if since:
        where.append(f"{_MADE} >= :since")
    if before:
        where.append(f"({_MADE}, id) < (:before, :before_id)")
    if words:
        where.append(_WORDS)
    escaped = words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    sql = f"SELECT body FROM sendings WHERE {' AND '.join(where)} ORDER BY {_MADE} DESC, id DESC LIMIT {int(most)}"
    facts = {
        "since": since, "before": before, "before_id": before_id, "like": f"%{escaped}%",
        "people": json.dumps(list(people)),
    }  # fmt: skip
    return [_SENDING.validate_json(row["body"]) for row in database.query(sql, facts)]
