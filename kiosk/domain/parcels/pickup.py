"""All parcels of one recipient by one gesture: which door comes next, and what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels.storing import is_shelf


@dataclass(frozen=True)
class Pickup:
    """One gesture. `movements`: the doors so far; `ahead`: parcels to come; `left_out`: parcels and why."""

    how: str
    movements: tuple[str, ...]
    ahead: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    delegation: str = ""
    taker: str = ""
    signed: str = ""
    """By which signature, where one was asked for."""
    stopped: bool = False
    """The others later."""

    @property
    def last(self) -> str:
        """The movement that it is at."""
        return self.movements[-1]


@dataclass(frozen=True)
class Ahead:
    """Where a gesture stands, seen from one of its movements.

    `then`: the movement that came after this one; `next_place`: whose door opens next, in `opens_in_s` seconds or, if
    that is None, when asked to; `left_out`: places and why.
    """

    number: int
    of: int
    then: str = ""
    next_place: str = ""
    opens_in_s: float | None = None
    stopped: bool = False
    left_out: tuple[tuple[str, str], ...] = ()


def why_left_out(house: House, parcel: Parcel) -> str:
    """Return why a parcel's door is not opened by itself: "at_desk", "doubt", "busy", "disputed", or ""."""
    place = parcel.custodian.id
    if is_shelf(place):
        return "at_desk"
    if house.door(place).doubt:
        return "doubt"
    if parcel.disputed:
        return "disputed"
    return "busy" if house.under_way(place) else ""


def sorted_out(house: House, parcels: Sequence[Parcel]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the parcels whose doors can open one after the other, and the others with the reason."""
    ahead, left_out = [], []
    for parcel in parcels:
        why = why_left_out(house, parcel)
        if why:
            left_out.append((parcel.id, why))
        else:
            ahead.append(parcel.id)
    return ahead, left_out


def next_parcel(house: House, pickup: Pickup) -> tuple[Parcel | None, tuple[tuple[str, str], ...]]:
    """Return the next parcel whose door can open now, and what is left out on the way to it."""
    left_out: list[tuple[str, str]] = []
    for name in pickup.ahead:
        parcel = house.parcels.get(name)
        if parcel is None or parcel.stage is not ParcelStage.WAITING:
            continue  # somebody else has it by now
        if why := why_left_out(house, parcel):
            left_out.append((name, why))
            continue
        return parcel, tuple(left_out)
    return None, tuple(left_out)


def goes_on(movement: Movement) -> bool:
    """Return whether the next door may open by itself: somebody was there until this one was done.

    What was confirmed by silence alone, or was not taken, opens nothing: its person may have gone.
    """
    return movement.kind is Kind.COLLECT and movement.stage is Stage.CONFIRMED and movement.evidence != "door"


def places_of(house: House, left_out: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the places of parcels that were left out and are still there, and why."""
    known = ((house.parcels.get(name), why) for name, why in left_out)
    return tuple((parcel.custodian.id, why) for parcel, why in known if parcel and parcel.live)
