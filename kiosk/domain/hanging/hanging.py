"""Cabinets in which a key may hang in any slot: which slot is proposed, and what a key in another one means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kiosk.domain import events as e
from kiosk.domain.doubting import doubted_at
from kiosk.domain.hanging import events as h
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, with_person
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.people import STAFF, Person
from kiosk.domain.places import Furniture, Place, PlaceKind, Reading
from kiosk.domain.refusal import Refused

REACH_MM = range(380, 1221)
"""Heights above the floor that are reached from a wheelchair. Source: 2010 ADA Standards, 308.2.1."""


def slot_for(
    house: House, furniture: Furniture, readings: Mapping[str, Reading], key: Key, *, in_reach: bool = False
) -> str | None:
    """Return the slot where a key that comes back is to hang, or None: there is none, and the desk has to take it.

    A key of a cabinet with fixed slots has its own. In the others: the slot it hung in last, else the nearest one
    that is free (one in reach, for who asks for it, before the others), else one in another cabinet.
    """
    own = furniture.places.get(key.place)
    if own is None or not own.returns_any:
        return key.place
    slots = furniture.of(PlaceKind.SLOT)
    free = [one for one in slots if may_hang_at(house, one, readings.get(one.id))]
    here = [one for one in free if one.cabinet == own.cabinet]
    wanted = [one for one in here if within_reach(one)] if in_reach else []
    if found := wanted or here:
        return _nearest(own, found)
    elsewhere = [one for one in free if one.senses_tags and (one.returns_any or _is_nobodys(house, one))]
    if others := [one for one in elsewhere if one.returns_any] or elsewhere:
        return _nearest(own, others)
    unseen = not _is_seen(readings.get(own.id)) and not house.keys_at(own.id)
    blocked = house.door(own.id).doubt or house.under_way(own.id)
    return own.id if unseen and not blocked else None  # a line that is down: its door says so, and waits


def may_hang_at(house: House, place: Place, reading: Reading | None) -> bool:
    """Return whether a key may be hung in `place` now: certain, shut, empty as far as is recorded and sensed."""
    if reading is None or not _is_seen(reading) or reading.tags or reading.present:
        return False
    if house.door(place.id).doubt or house.under_way(place.id) or house.keys_at(place.id):
        return False
    return reading.shut is not False or bool(place.shares)


def within_reach(place: Place) -> bool:
    """Return whether the middle of a slot can be reached from a wheelchair."""
    return place.bottom_mm + place.height_mm // 2 in REACH_MM


def may_live_at(house: House, place: Place, key: Key) -> bool:
    """Return whether a key is at home in `place` too: in a cabinet that takes any key, and is its own.

    A key that was just sent to another cabinet, because its own is full, is at home there as well.
    """
    if not place.returns_any or place.cabinet == place.cabinet_of(key.place):
        return place.returns_any
    newest = next((one for one in reversed(list(house.movements.values())) if one.item == key.id), None)
    sent = newest is not None and newest.kind is Kind.RETURN and newest.stage is not Stage.CONFIRMED
    return newest is not None and sent and place.cabinet == place.cabinet_of(newest.place)


def hung_here(house: House, place: Place, key: Key, by: str = "") -> list[e.Event]:
    """Return what it means that a key of this cabinet is sensed in another slot than on record: it lives here now.

    Somebody who is just returning it has returned it. `by`: who stands there with leave to return another key; a key
    that they have in hand on record is no surprise either.
    """
    by = by or _mistaken_for_another(house, key)
    rehung = h.KeyRehung(key.id, place.id, key.place)
    movement = house.moving(key.id)
    explained = _explained_doubt(house, key)
    if movement is not None and movement.kind is Kind.RETURN and movement.place != place.id:
        return [e.KeyReturnConfirmed(movement.id, f"tag:{place.id}"), rehung, *explained]
    if by and key.custodian == with_person(by):
        return [rehung]
    return [e.KeyBack(key.id, place.id), rehung, *explained]


def at_home(house: House, place: Place, keys: Iterable[Key]) -> list[e.Event]:
    """Return the moves of those `keys` that hang here with everybody's knowledge, and live elsewhere on record."""
    return [
        h.KeyRehung(key.id, place.id, key.place)
        for key in keys
        if key.place != place.id and may_live_at(house, place, key)
    ]


def another_came(house: House, place: Place, movement: Movement, reading: Reading) -> list[e.Event]:
    """Return what it means that another key of this cabinet was hung than the one that was to come: it is back.

    The slot is taken by it, and nothing about it is unclear; the key that was to come is still in hand.
    """
    fits = place.returns_any and movement.kind is Kind.RETURN and movement.stage is Stage.OPENED
    if not fits or reading.tags is None or len(reading.tags) != 1:
        return []
    found = next((key for key in house.keys.values() if key.tag == reading.tags[0]), None)
    if found is None or found.id == movement.item or not may_live_at(house, place, found):
        return []
    return [e.KeyReturnAbandoned(movement.id, "other_key"), *hung_here(house, place, found, movement.bearer)]


def after_return(house: House, event: e.Confirmed) -> list[e.Event]:
    """Return the move of a key that was returned to another slot than its last one. `house`: before the event."""
    movement = house.movements.get(event.movement)
    key = house.keys.get(movement.item) if movement else None
    if movement is None or key is None or event.evidence.startswith("tag:") or key.place == movement.place:
        return []
    return [h.KeyRehung(key.id, movement.place, key.place)]


def meant_inside(house: House, place: Place) -> Sequence[Key]:
    """Return the keys that somebody means who finds "the key" in a slot: of a return in doubt, else the slot's own."""
    own = [key for key in house.keys.values() if key.place == place.id]
    if not place.returns_any:
        return own
    left = doubted_at(house, place.id)
    if left is not None and left.kind is Kind.RETURN and left.item in house.keys:
        return [house.keys[left.item]]
    missed = [key for key in own if key.custodian.kind is CustodianKind.NOBODY_KNOWS]
    out = [key for key in own if key.custodian.kind is CustodianKind.PERSON]
    return house.keys_at(place.id) or missed or (out if len(out) == 1 else [])


def room_left(house: House, places: Sequence[Place], cabinet: str) -> int:
    """Return how many more keys may live in a cabinet that takes any: those that are out will want a slot too."""
    slots = sum(place.cabinet == cabinet for place in places)
    return slots - sum(Place.cabinet_of(key.place) == cabinet for key in house.keys.values())


def decide_no_slot(house: House, key: str, bearer: str) -> list[e.Event]:
    """Return the call for the desk to take a key that found no slot; nothing where it was called already.

    Raises:
        Refused: `key.not_with_you`, `key.moving`.
    """
    known = house.keys.get(key)
    if known is None or known.custodian != with_person(bearer):
        raise Refused("key.not_with_you")
    if house.moving(key):
        raise Refused("key.moving", place=known.place)
    return [] if key in house.strays else [h.KeyReturnFoundNoSlot(key, bearer)]


def decide_take_over(house: House, key: str, by: Person) -> list[e.Event]:
    """Return that somebody of the staff has a stray key in hand now; nothing where they have it already.

    Raises:
        Refused: `staff.needed`; `key.no_stray` where nobody waits with it.
    """
    if not by.active or by.role not in STAFF:
        raise Refused("staff.needed")
    known = house.strays.get(key)
    if known is None or house.moving(key):
        raise Refused("key.no_stray")
    return [] if known.holder == by.id else [h.KeyTakenOver(key, known.holder, by.id)]


def _mistaken_for_another(house: House, key: Key) -> str:
    """Return who was just bringing this key when another one was found in its slot; "" for nobody."""
    newest = next((one for one in reversed(list(house.movements.values())) if one.item == key.id), None)
    mixed = newest is not None and newest.kind is Kind.RETURN and newest.note == "other_key"
    return newest.bearer if newest and mixed else ""


def _explained_doubt(house: House, key: Key) -> list[e.Event]:
    """The slot that a key was missed from is in no doubt any more, unless its door was forced."""
    door = house.door(key.place)
    missed = key.custodian.kind is CustodianKind.NOBODY_KNOWS and door.doubt == "key_gone"
    if not missed or door.forced_at or house.under_way(key.place):
        return []
    return [e.DoorSettled(key.place, "", "key_found")]


def _is_seen(reading: Reading | None) -> bool:
    return reading is not None and reading.usable and reading.tags is not None


def _is_nobodys(house: House, place: Place) -> bool:
    return all(key.place != place.id for key in house.keys.values())


def _nearest(own: Place, places: Sequence[Place]) -> str:
    def away(place: Place) -> tuple[int, int, int, int]:
        far = place.cabinet != own.cabinet
        dx, dy = place.middle[0] - own.middle[0], place.middle[1] - own.middle[1]
        return (far, dx * dx + dy * dy, place.bottom_mm, place.number)

    return min(places, key=away).id
