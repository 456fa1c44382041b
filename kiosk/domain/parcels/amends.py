"""What a resident is told once the desk has looked: nobody who had trouble at a door is left without a word."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Custodian, CustodianKind, Parcel, ParcelStage
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels.storing import is_shelf

IN_VAIN = frozenset(
    {"not_opened", "unseen", "empty", "not_mine", "found_empty", "word_against_sensor", "wont_shut"}
)
"""Why somebody who came for a parcel went away without it, through no wish of theirs."""
STILL_HERE, LOOKED_FOR = "parcel_still_here", "parcel_looked_for"
HANDED, WENT_BACK, LEFT_OPEN = "parcel_was_handed", "parcel_went_back", "door_left_open"


def tried_in_vain(house: House, parcel: Parcel) -> Movement | None:
    """Return the newest attempt to collect a parcel, if it came to nothing; None where there was none."""
    for movement in reversed(list(house.movements.values())):
        if movement.item == parcel.id and movement.kind is Kind.COLLECT:
            over = movement.stage in (Stage.ABANDONED, Stage.DOUBTED)
            return movement if over and movement.note in IN_VAIN else None
    return None


def wants_a_word(house: House, parcel: Parcel) -> bool:
    """Return whether the recipient of a parcel waits to hear what the desk finds."""
    if parcel.stage is not ParcelStage.WAITING:
        return False
    return parcel.disputed is not None or tried_in_vain(house, parcel) is not None


def told_what_was_found(house: House, event: e.CustodySettled) -> list[e.Event]:
    """Return the word to a recipient of a parcel about which the desk has said what is so. `house`: before that."""
    parcel = house.parcels.get(event.item)
    if parcel is None or parcel.recipient not in house.people:
        return []
    template = _word(house, parcel, event.custodian)
    if not template:
        return []
    turn = sum(one.item == parcel.id for one in house.movements.values())
    return [e.NoticeQueued(f"l-{parcel.slip}-{template[7:]}-{turn}", parcel.recipient, template, parcel.id)]


def _word(house: House, parcel: Parcel, now: Custodian) -> str:
    if now.kind is CustodianKind.PLACE:
        again = parcel.stage in (ParcelStage.MISSING, ParcelStage.COLLECTED) or wants_a_word(house, parcel)
        return STILL_HERE if again and not is_shelf(now.id) else ""
    if now.kind is CustodianKind.NOBODY_KNOWS:
        return LOOKED_FOR if parcel.stage is ParcelStage.WAITING else ""
    if parcel.stage is not ParcelStage.MISSING:
        return ""
    return HANDED if now.id == parcel.recipient else WENT_BACK


def left_open(house: House, event: e.DoorAjar) -> list[e.Event]:
    """Return the word to somebody who collected and left the door open: others can reach what is behind it."""
    movement = house.movements.get(event.movement)
    if movement is None or movement.kind is not Kind.COLLECT or movement.bearer not in house.people:
        return []
    return [e.NoticeQueued(f"o-{movement.id[:16]}", movement.bearer, LEFT_OPEN, movement.item)]
