"""Complaints: who may make one, and how it ends."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.complaints import events as c
from kiosk.domain.complaints.complaint import KINDS, OUTCOMES
from kiosk.domain.house import House
from kiosk.domain.movements import Kind, Stage
from kiosk.domain.refusal import Refused


def name_of(movement: str, kind: str) -> str:
    """Return the id of a complaint: one of each kind for each movement, however often the button is touched."""
    return f"c-{movement[:16]}-{kind}"


def decide_complain(house: House, movement: str, kind: str) -> list[e.Event]:
    """Return the complaint of whoever collects, or nothing where it has been made already.

    Raises:
        Refused: `statement.unknown`, `movement.unknown`; `statement.unfit` where nothing came out.
    """
    if kind not in KINDS:
        raise Refused("statement.unknown")
    known = house.movements.get(movement)
    if known is None or known.kind is not Kind.COLLECT:
        raise Refused("movement.unknown")
    if name_of(movement, kind) in house.complaints:
        return []
    if known.stage is Stage.ABANDONED or (kind == "wrong_one" and known.stage is not Stage.CONFIRMED):
        raise Refused("statement.unfit")
    name = name_of(movement, kind)
    return [c.ComplaintMade(name, kind, movement, known.item, known.place, known.acting)]


def decide_end(house: House, complaint: str, by: str, outcome: str, reason: str) -> list[e.Event]:
    """Return the end of a complaint and the word of it to whoever made it; nothing where it has ended already.

    Raises:
        Refused: `finding.unknown`.
    """
    if outcome not in OUTCOMES:
        raise Refused("finding.unknown")
    known = house.complaints.get(complaint)
    if known is None:
        return []
    return [
        c.ComplaintEnded(known.id, known.parcel, by, outcome, reason),
        e.NoticeQueued(known.id, known.person, f"complaint_{outcome}", known.parcel),
    ]
