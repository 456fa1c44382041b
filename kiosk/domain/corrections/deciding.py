"""Putting right a value in a register: always one more entry, which names what stood there before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kiosk.domain import events as e
from kiosk.domain.corrections.correction import (
    RECENT,
    Correction,
    Value,
    clear_answer,
    fits_count,
    line_of,
    right,
    table_of,
    value_of,
)
from kiosk.domain.corrections.events import RegisterCorrected
from kiosk.domain.house import House, newest
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused


def decide_correction(house: House, wanted: RegisterCorrected, by: Person, line: Any) -> list[e.Event]:
    """Return the correction; nothing for a form that was posted already. `line`: as it is on record, however long ago.

    Raises:
        Refused: `staff.needed`; `correction.unknown` for no such line or value; `correction.empty`, `correction.why`,
            `correction.value` for what is none; `correction.same`; `correction.changed` where somebody else was
            faster; `correction.handed_out` for a count that its taker has signed for, and `supervisor.needed` for one
            that its giver has.
    """
    if wanted.correction in house.corrections:
        return []
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    value = value_of(wanted.register, wanted.field)
    if line is None or value is None:
        raise Refused("correction.unknown")
    _need_fit(wanted, value)
    at_hand = line_of(house, wanted.register, wanted.about)
    changed = at_hand is not None and stands(at_hand, wanted.register, wanted.field) != wanted.was
    if changed and value.attribute:
        raise Refused("correction.changed")
    if value.counted:
        _need_right_to_count(at_hand, by)
    return [wanted]


def stands(line: Any, register: str, field: str) -> str:
    """Return what stands on a line: a code, a number or the vault's reference; "" for what the vault alone has."""
    value = value_of(register, field)
    if value is None or not value.attribute:
        return ""
    clear = clear_answer(line, register, field)
    return clear if clear is not None else str(getattr(line, value.attribute))


def _need_fit(wanted: RegisterCorrected, value: Value) -> None:
    if not wanted.now:
        raise Refused("correction.empty")
    if not wanted.why:
        raise Refused("correction.why")
    if wanted.now == wanted.was:
        raise Refused("correction.same")
    if value.choices and wanted.now not in value.choices:
        raise Refused("correction.value")
    if value.counted and not fits_count(wanted.now):
        raise Refused("correction.value")


def _need_right_to_count(line: Any, by: Person) -> None:
    """What somebody has signed for is worth as much as their signature: nobody of the desk writes it smaller alone."""
    handed_out = (
        getattr(line, "claims", ()) or getattr(line, "claiming", None) or getattr(line, "handing", None)
    )
    if line is None or line.over or handed_out:
        raise Refused("correction.handed_out")
    if line.signature and by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")


def with_correction(house: House, event: RegisterCorrected, at: datetime) -> House:
    """Return the house after a value was put right: a line at hand says what is true from now on."""
    made = Correction(
        event.correction,
        event.register,
        event.about,
        event.field,
        event.was,
        event.now,
        event.why,
        event.by,
        at,
    )
    known = newest(house.corrections, made.id, made)
    for name in list(known)[:-RECENT]:
        del known[name]
    house = house.having(corrections=known)
    line = line_of(house, event.register, event.about)
    if line is None:
        return house
    table = table_of(event.register)
    return house.having(**{table: newest(getattr(house, table), event.about, right(line, made))})
