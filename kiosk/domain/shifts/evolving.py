"""How each recorded event changes the shifts, what is carried over, and what was told of late keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Key, Told
from kiosk.domain.keys.overdue import TEMPLATES
from kiosk.domain.shifts import events as s
from kiosk.domain.shifts.counting import with_count
from kiosk.domain.shifts.noting import carried_notes, with_note
from kiosk.domain.shifts.shift import RECENT, Explained, Handover, LetGo, Shift, Stage

V = TypeVar("V")

MOST_TOLD = 12
"""How much of what was told of one late key stays at hand; the rest is in the log."""


def with_shift(house: House, event: s.ShiftEvent, at: datetime) -> House:
    """Return the house after one event of a shift, or of a late key."""
    match event:
        case s.ShiftBegun():
            return _put(house, Shift(event.shift, event.person, at))
        case s.DifferenceExplained():
            return _explained(house, event, at)
        case s.ShiftCounted():
            return with_count(house, event, at)
        case s.ShiftNoteLeft() | s.ShiftNoteDone():
            return with_note(house, event, at)
        case s.DifferenceSettled():
            left = {name: one for name, one in house.explained.items() if name != event.difference}
            return house.having(explained=left)
        case s.KeyDueMoved():
            return _with_key(house, event.key, due=event.due, overdue_step=0)
        case s.KeyReminded():
            return _told(house, event.key, Told(event.notice, event.bearer, at, event.by))
    known = house.shifts.get(getattr(event, "shift", ""))
    return _changed(house, known, event, at) if known else house


def _changed(house: House, known: Shift, event: s.ShiftEvent, at: datetime) -> House:
    match event:
        case s.ShiftKeyLeft():
            let_go = LetGo(event.key, event.by, event.reason, event.note, at)
            others = tuple(one for one in known.let_go if one.key != event.key)
            return _put(house, replace(known, let_go=(*others, let_go)))
        case s.ShiftSigned():
            signed = replace(
                known, stage=Stage.LEFT, ended=at, handover=event.handover, signature=event.signature
            )
            return _put(_carried(house, event.handover), signed)
        case s.ShiftTaken():
            taken = replace(known, stage=Stage.OVER, taken_by=event.person, taken=at)
            return _put(house, replace(taken, taker_signature=event.signature))
        case s.ShiftClosed():
            closed = replace(known, stage=Stage.OVER, taken=at, closed_by=event.by)
            return _put(house, replace(closed, reason=event.reason, note=event.note))
        case s.ShiftEndedAbsent():
            gone = replace(known, stage=Stage.OVER, ended=at, absent=True, handover=event.handover)
            gone = replace(gone, closed_by=event.by, taken=at, reason=event.reason, note=event.note)
            return _put(_carried(house, event.handover), gone)
    return house


def _explained(house: House, event: s.DifferenceExplained, at: datetime) -> House:
    name = event.difference.id
    before = house.explained.get(name)
    carried = before.carried if before else 0
    said = Explained(event.difference, event.reason, event.answers, event.by, at, event.note, carried)
    return house.having(explained=_newest(house.explained, name, said))


def _carried(house: House, handover: Handover) -> House:
    """Count the handover for each difference that goes through it."""
    explained = dict(house.explained)
    for one in handover.explained:
        if known := explained.pop(one.difference.id, None):
            explained[one.difference.id] = replace(known, carried=known.carried + 1)
    return carried_notes(house.having(explained=explained), handover.notes)


def _put(house: House, shift: Shift) -> House:
    shifts = _newest(house.shifts, shift.id, shift)
    if shift.over and len(shifts) > RECENT:
        for name in [name for name, one in shifts.items() if one.over][:-RECENT]:
            del shifts[name]
    return house.having(shifts=shifts)


def told_of_late(house: House, event: e.NoticeQueued, at: datetime) -> House:
    """Return the house in which a late key knows who was told of it; a notice about anything else changes nothing."""
    if event.template not in TEMPLATES or event.item not in house.keys:
        return house
    return _told(house, event.item, Told(event.notice, event.person, at))


def _told(house: House, name: str, told: Told) -> House:
    key = house.keys.get(name)
    if key is None or any(one.notice == told.notice for one in key.told):
        return house
    return _with_key(house, name, told=(*key.told, told)[-MOST_TOLD:])


def _with_key(house: House, name: str, **changes: object) -> House:
    key: Key | None = house.keys.get(name)
    if key is None:
        return house
    return house.having(keys=_newest(house.keys, name, replace(key, **changes)))  # type: ignore[arg-type]


def _newest(entities: Mapping[str, V], name: str, entity: V) -> dict[str, V]:
    """Return `entities` with one of them set, as the newest."""
    return {**{other: kept for other, kept in entities.items() if other != name}, name: entity}
