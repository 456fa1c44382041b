"""What the registers that people sign ask of the ledger: each by an index of its own, never by reading all."""

from __future__ import annotations

from datetime import datetime

import sqlite_utils
from pydantic import TypeAdapter

from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.movein.movein import MoveIn
from kiosk.domain.movements import Movement, Stage
from kiosk.domain.stocktake.events import StocktakeEnded
from kiosk.domain.stocktake.stocktake import Stocktake
from kiosk.ledger.stored import event_from
from kiosk.ledger.subjects import FOUND

_MOVE_IN, _MOVEMENT = TypeAdapter(MoveIn), TypeAdapter(Movement)
_BEGUN = "json_extract(body, '$.begun')"
_ASKED = {
    "unit": "json_extract(body, '$.unit') = :unit",
    "since": f"{_BEGUN} >= :since",
    "before": f"({_BEGUN}, id) < (:before, :before_id)",
}
LOOKED_THROUGH = 40
"""A movement's follower is among so many of its item: the others are attempts that came to nothing."""


def move_ins(
    database: sqlite_utils.Database, *, unit: str, since: str, before: str, before_id: str, most: int
) -> list[MoveIn]:
    """Return lists of what was handed over, newest first; `before_id` as for movements."""
    facts = {"unit": unit, "since": since, "before": before}
    where = " AND ".join(["1", *(_ASKED[name] for name, value in facts.items() if value)])
    sql = f"SELECT body FROM move_ins WHERE {where} ORDER BY {_BEGUN} DESC, id DESC LIMIT {int(most)}"
    rows = database.query(sql, {**facts, "before_id": before_id})
    return [_MOVE_IN.validate_json(row["body"]) for row in rows]


def move_in(database: sqlite_utils.Database, name: str) -> MoveIn | None:
    """Return one list, however long ago it was signed."""
    for row in database.query("SELECT body FROM move_ins WHERE id = :id", {"id": name}):
        return _MOVE_IN.validate_json(row["body"])
    return None


def next_confirmed(database: sqlite_utils.Database, movement: Movement) -> Movement | None:
    """Return the next movement of the same item that was confirmed, if there is one."""
    sql = f"""SELECT body FROM movements WHERE item = :item AND (begun, id) > (
            SELECT begun, id FROM movements WHERE id = :id
        ) ORDER BY begun, id LIMIT {LOOKED_THROUGH}"""
    for row in database.query(sql, {"item": movement.item, "id": movement.id}):
        later = _MOVEMENT.validate_json(row["body"])
        if later.stage is Stage.CONFIRMED:
            return later
    return None


def stocktake(database: sqlite_utils.Database, name: str) -> Stocktake | None:
    """Return a stocktake that two people have signed, as it was when it ended."""
    sql = f"""SELECT subjects.seq, at, type, body FROM {FOUND}
        WHERE topic = 'stocktake' AND subject = :id ORDER BY subjects.seq"""
    house = House()
    for row in database.query(sql, {"id": name}):
        event, at = event_from(row["type"], row["body"]), datetime.fromisoformat(row["at"])
        if isinstance(event, StocktakeEnded):
            known = house.stocktakes.get(name)
            return _over(known, at) if known else None
        house = evolve(house, Recorded(row["seq"], at, event))
    return None


def stocktakes(
    database: sqlite_utils.Database, *, before_seq: int | None, most: int
) -> list[tuple[int, str]]:
    """Return the stocktakes that ended, newest first: the number of the event by which each did, and its id."""
    newer = "AND subjects.seq < :before" if before_seq is not None else ""
    sql = f"""SELECT subjects.seq, json_extract(body, '$.stocktake') AS id FROM {FOUND}
        WHERE topic = 'stocktake.ended' AND subject = '' {newer} ORDER BY subjects.seq DESC LIMIT {int(most)}"""
    return [(row["seq"], row["id"]) for row in database.query(sql, {"before": before_seq})]


def _over(known: Stocktake, at: datetime) -> Stocktake:
    return Stocktake(
        known.id, known.begun_by, known.begun, known.why, known.counts, known.said, known.signed, at
    )
