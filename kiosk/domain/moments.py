"""What the person before a door needs to be told now."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, at_place
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.places import Reading

MOMENTS = (
    "opening", "not_opened", "unreachable", "should_be_open", "open", "left_open", "blind", "ask",
    "empty", "still_inside", "wrong_key", "unreadable", "wrong_slot", "not_mine_gone", "done", "given_up", "doubt",
    "two_tags", "some_left",
)  # fmt: skip
"""Every moment that a screen must have words for."""


def moment_of(
    house: House,
    movement: Movement,
    reading: Reading,
    now: datetime,
    *,
    opens_within_s: float,
    shut_prompt_s: float,
) -> str:
    """Return the moment of a movement, one of `MOMENTS`."""
    if movement.ended:
        return _ended(house, movement)
    if movement.stage is Stage.UNCLEAR:
        return _wrong_slot(house, movement) or movement.note
    if movement.stage is Stage.OPENED:
        if reading.shut is None:
            return "blind"
        return "left_open" if now - movement.changed > timedelta(seconds=shut_prompt_s) else "open"
    if reading.shut is False:
        return "opening"  # seen, and on record in a moment
    if movement.note == "did_not_open":
        return "not_opened"
    if movement.note == "unreachable" or (reading.shut is None and not reading.answers):
        return "unreachable"
    had_time = now - movement.commanded >= timedelta(seconds=opens_within_s)
    if reading.unseen:  # nothing will ever tell: the person is asked as soon as the board has the command
        return "should_be_open" if had_time or movement.note == "pulsed" else "opening"
    return "not_opened" if had_time else "opening"


def _ended(house: House, movement: Movement) -> str:
    if movement.stage is Stage.CONFIRMED:
        return "done"
    if movement.stage is Stage.DOUBTED:
        return "doubt"
    if movement.stage is Stage.ABANDONED and _hangs_at_home(house, movement):
        return "done"  # it was hung in another slot of a cabinet that takes any key
    return _wrong_slot(house, movement) or "given_up"


def _wrong_slot(house: House, movement: Movement) -> str | None:
    """A key being returned that is sensed in another slot is there, whatever this slot says."""
    if movement.kind is not Kind.RETURN:
        return None
    key = house.keys.get(movement.item)
    if key is None or key.custodian.kind is not CustodianKind.PLACE or key.custodian.id == movement.place:
        return None
    return "wrong_slot"


def _hangs_at_home(house: House, movement: Movement) -> bool:
    """Whether a key that was to come back does hang where it lives, and that is not the slot that was opened."""
    key = house.keys.get(movement.item) if movement.kind is Kind.RETURN else None
    return key is not None and key.custodian == at_place(key.place) and key.place != movement.place
