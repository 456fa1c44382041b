"""Where an entrusted item goes, and how it gets there and out again: as parcels do, by the same doors and shelves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.entrusted import events as n
from kiosk.domain.entrusted.item import DESK_SHELF
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Parcel, ParcelStage
from kiosk.domain.opening import opening
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.allocation import Wish, choose, free_by_size
from kiosk.domain.parcels.storing import SHELF, is_shelf, shelf_name
from kiosk.domain.people import STAFF
from kiosk.domain.places import SIZES, Furniture, PlaceKind, Reading
from kiosk.domain.refusal import Refused

OVERSIZE = "over"
"""The size of what goes behind no door."""
ITEM_SIZES = (*SIZES, OVERSIZE)
KEPT_FREE = 3
"""An item goes behind a door only where one in so many of its size is free: parcels come every day."""


@dataclass(frozen=True)
class Ground:
    """What there is to put things into: furniture as it is seen just now, and the storeroom's shelves."""

    furniture: Furniture
    readings: Mapping[str, Reading]
    shelves: Sequence[str]


@dataclass(frozen=True)
class Put:
    """One item on its way to its place. `where`: a shelf, or the size of a door; "": as proposed."""

    movement: str
    matter: str
    how: str
    person: str
    unit: str
    number: str
    size: str
    by: str
    where: str = ""
    heavy: bool = False


@dataclass(frozen=True)
class Take:
    """One item on its way out, with `bearer`."""

    movement: str
    matter: str
    how: str
    bearer: str
    unit: str
    by: str
    signature: str = ""


def lying(house: House, item: str) -> Parcel | None:
    """Return an item if it lies here, sure and quiet."""
    parcel = house.parcels.get(item)
    waits = parcel is not None and parcel.stage is ParcelStage.WAITING
    return parcel if waits and parcel and parcel.custodian.kind is CustodianKind.PLACE else None


def missing(house: House, item: str) -> Parcel | None:
    """Return an item if nobody knows where it is."""
    parcel = house.parcels.get(item)
    return parcel if parcel is not None and parcel.stage is ParcelStage.MISSING else None


def proposed(house: House, ground: Ground, size: str, *, heavy: bool = False) -> str:
    """Return where an item should go: a door's size for a light one where doors abound, else the emptiest shelf."""
    doors = [one for one in ground.furniture.of(PlaceKind.COMPARTMENT) if one.size == size]
    free = free_by_size(house, ground.furniture, ground.readings).get(size, 0)
    if doors and not heavy and free * KEPT_FREE >= len(doors):
        return size
    full = Counter(
        one.custodian.id
        for one in house.parcels.values()
        if one.stage is ParcelStage.WAITING and is_shelf(one.custodian.id)
    )
    shelves = list(ground.shelves)
    if not shelves:
        return DESK_SHELF
    return SHELF + min(shelves, key=lambda one: (full[SHELF + one], shelves.index(one)))


def decide_put(house: House, ground: Ground, put: Put) -> list[e.Event]:
    """Return the intent and the door's command, or for a shelf that it lies there by the word of one of the staff.

    Raises:
        Refused: `staff.needed`; `item.where` for no such place; `size.unknown`, `no_room`.
    """
    if put.movement in house.movements:
        return []
    if not is_staff(house, put.by):
        raise Refused("staff.needed")
    where = put.where or proposed(house, ground, put.size, heavy=put.heavy)
    if is_shelf(where):
        if shelf_name(where) not in ground.shelves and where != DESK_SHELF:
            raise Refused("item.where")
        return on_shelf(put, where)
    place = choose(house, ground.furniture, ground.readings, Wish(where, heavy=put.heavy))
    return [_intent(put, place.id, where), e.DoorCommanded(place.id, put.movement, put.by)]


def on_shelf(put: Put, shelf: str) -> list[e.Event]:
    """Return that an item lies on a shelf, by the word of who puts it there."""
    return [_intent(put, shelf, put.size), e.ParcelDropConfirmed(put.movement, f"word:{put.by}")]


def _intent(put: Put, place: str, size: str) -> n.ItemPutIntended:
    return n.ItemPutIntended(
        put.movement, f"p-{put.movement}", put.matter, put.how, put.person, put.unit, place, size, put.number,
        put.by,
    )  # fmt: skip


def decide_take(house: House, item: str, take: Take) -> list[e.Event]:
    """Return the intent and the door's command, or off a shelf that it is handed out; never twice.

    Raises:
        Refused: `staff.needed`; `item.not_here`; `door.busy`.
    """
    if take.movement in house.movements:
        return []
    if not is_staff(house, take.by):
        raise Refused("staff.needed")
    parcel = lying(house, item)
    if parcel is None or house.moving(item):
        raise Refused("item.not_here")
    place = parcel.custodian.id
    intent = n.ItemTakeIntended(
        take.movement, item, take.matter, take.how, take.bearer, take.unit, place, take.signature, take.by
    )
    if is_shelf(place):
        return [intent, p.ParcelRecallConfirmed(take.movement, f"word:{take.by}")]
    if house.under_way(place):
        raise Refused("door.busy", place=place)
    return [intent, opening(house, place, take.movement, take.by)]


def is_staff(house: House, person: str) -> bool:
    """Return whether somebody is of the staff now."""
    known = house.people.get(person)
    return known is not None and known.role in STAFF and known.active
