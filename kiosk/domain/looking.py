"""What a look into a place shows when no movement explains it."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.alarms.events import TwoTagsSensed
from kiosk.domain.doubting import emptied_by
from kiosk.domain.hanging.hanging import at_home, hung_here, may_live_at
from kiosk.domain.house import House
from kiosk.domain.items import Key, with_person
from kiosk.domain.keeping.leaving import bound, new_tag, struck_off
from kiosk.domain.places import Place, Reading
from kiosk.domain.upkeep.swapping import not_in_service, swapped


def look_into_slot(house: House, place: Place, reading: Reading) -> list[e.Event]:
    """Return what a look into a shut slot shows when no movement explains it."""
    if reading.tags is None:
        return [] if place.senses_tags else _look_without_tags(house, place, reading)
    if (replaced := swapped(house, place, reading)) is not None:
        return replaced
    proven: list[e.Event] = []
    doubts: list[str] = []
    by_tag = {key.tag: key for key in house.keys.values()}
    fresh = new_tag(house, reading)
    for key in house.keys_at(place.id):
        if key.tag in reading.tags:
            continue
        if fresh and not key.tag:  # hung here while no reader could tell its tag
            return [bound(key, fresh)]
        if reading.present and not reading.tags:
            doubts.append("tag_unreadable")
        elif taker := _doubted_taker(house, key, place):
            proven += struck_off(house, place.id, "") or [
                e.CustodySettled(key.id, with_person(taker), "", "sensed gone after a doubted issue")
            ]
        else:
            proven.append(e.KeyGone(key.id, place.id))
            doubts.append("key_gone")
    proven += at_home(house, place, [key for key in house.keys_at(place.id) if key.tag in reading.tags])
    for tag in reading.tags:
        found = by_tag.get(tag)
        if found is None:
            doubts.append("retired_tag" if tag in house.retired_tags else "unknown_tag")
        elif (
            found not in house.keys_at(place.id)
            and found.place != place.id
            and may_live_at(house, place, found)
        ):
            proven += hung_here(house, place, found)
        elif found not in house.keys_at(place.id):
            proven.append(e.KeyBack(found.id, place.id))
            if found.place != place.id:
                doubts.append("wrong_slot")
    proven += not_in_service(house, place.id, reading.tags)
    if len(reading.tags) > 1:
        return proven + _several(house, place, reading)
    return proven + _first_doubt(house, place, doubts)


def _several(house: House, place: Place, reading: Reading) -> list[e.Event]:
    """More than one key hangs in a slot: a fact of its own, told once, whatever else is amiss with them."""
    if house.door(place.id).doubt == "two_tags":
        return []
    return [two_tags(house, place.id, reading), e.DoorDoubted(place.id, "two_tags")]


def two_tags(house: House, place: str, reading: Reading, movement: str = "") -> TwoTagsSensed:
    """Return which keys, and which tags that are no key's, are sensed together in one slot."""
    by_tag = {key.tag: key.id for key in house.keys.values() if key.tag}
    tags = reading.tags or ()
    known = tuple(by_tag[tag] for tag in tags if tag in by_tag)
    return TwoTagsSensed(place, known, tuple(tag for tag in tags if tag not in by_tag), movement)


def _doubted_taker(house: House, key: Key, place: Place) -> str | None:
    """Return who was taking this key when nobody could see the end, if that is all that is in doubt here."""
    left = emptied_by(house, place.id)
    return left.bearer if left and left.kind.takes_out and left.item == key.id else None


def _look_without_tags(house: House, place: Place, reading: Reading) -> list[e.Event]:
    """Return what the presence sensor alone shows: that something is there, not what."""
    keys = house.keys_at(place.id)
    if reading.present is None or reading.present == bool(keys):
        return []
    gone: list[e.Event] = [e.KeyGone(key.id, place.id) for key in keys]
    return gone + _first_doubt(house, place, ["key_gone" if gone else "something_inside"])


def look_into_compartment(house: House, place: Place, reading: Reading) -> list[e.Event]:
    """Return what a look into a shut compartment shows when no movement explains it."""
    if reading.present is None:
        return []
    expected = bool(house.parcels_at(place.id))
    if reading.present == expected:
        return []
    return _first_doubt(house, place, ["parcel_gone" if expected else "something_inside"])


def _first_doubt(house: House, place: Place, doubts: list[str]) -> list[e.Event]:
    if not doubts or house.door(place.id).doubt:
        return []
    return [e.DoorDoubted(place.id, doubts[0])]
