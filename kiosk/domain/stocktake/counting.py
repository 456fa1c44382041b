"""Counts the keys: what each slot shows against the record.

Sensors answer for most slots; only those in doubt are opened. Custody is not changed by counting: a difference is
settled the way every doubt is, and the stocktake keeps what was found and what was said.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.house import House
from kiosk.domain.items import Key
from kiosk.domain.places import Furniture, Place, PlaceKind, Reading
from kiosk.domain.stocktake.stocktake import Finding, SlotCount


def count_slot(
    house: House, place: Place, reading: Reading, by_tag: Mapping[str, str] | None = None
) -> SlotCount:
    """Return what one look at a slot shows against the record. `by_tag`: every key by its tag, if that is at hand."""
    expected = house.keys_at(place.id)
    names = tuple(key.id for key in expected)
    if by_tag is None:
        by_tag = _by_tag(house)
    found = tuple(by_tag.get(tag, tag) for tag in reading.tags or ())
    return SlotCount(place.id, _finding(house, place, reading, expected, found), names, found)


def _finding(
    house: House, place: Place, reading: Reading, expected: list[Key], found: tuple[str, ...]
) -> Finding:
    if house.door(place.id).doubt:
        return Finding.DOUBT
    if not reading.proves_shut:
        return Finding.NOT_SENSED if reading.shut is None else Finding.OPEN
    if reading.tags is None:
        return _by_presence(reading.present, bool(expected))
    names = {key.id for key in expected}
    if set(found) == names:
        mute = reading.present and not found and not expected
        return Finding.UNREADABLE if mute else Finding.AS_RECORDED
    if not found:
        return Finding.UNREADABLE if reading.present else Finding.MISSING
    return Finding.WRONG_KEY if expected else Finding.UNEXPECTED


def _by_presence(present: bool | None, expected: bool) -> Finding:
    """A sensor that tells that something is there, not what, proves an empty slot only."""
    if present is None or (present and expected):
        return Finding.NOT_SENSED
    if present:
        return Finding.UNEXPECTED
    return Finding.MISSING if expected else Finding.AS_RECORDED


def count(house: House, furniture: Furniture, readings: Mapping[str, Reading]) -> list[SlotCount]:
    """Return every slot of the site against the record, in the order of the settings."""
    by_tag = _by_tag(house)
    return [
        count_slot(house, place, readings.get(place.id) or Reading(place.id, None), by_tag)
        for place in furniture.of(PlaceKind.SLOT)
    ]


def _by_tag(house: House) -> Mapping[str, str]:
    return {key.tag: key.id for key in house.keys.values()}
