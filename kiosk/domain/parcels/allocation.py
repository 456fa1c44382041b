"""Which compartment a parcel goes into."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.house import House
from kiosk.domain.places import SIZES, Furniture, Place, PlaceKind, Reading
from kiosk.domain.refusal import Refused


def is_free(house: House, place: Place, reading: Reading | None) -> bool:
    """Return whether a parcel may go into `place` now: empty, certain, seen shut at this moment.

    A door without a switch is never seen at all: there it is enough that its board answers.
    """
    door = house.door(place.id)
    if reading is None or not reading.usable or reading.shut is False or reading.present:
        return False
    if door.doubt or door.seen_open or house.under_way(place.id):
        return False
    return not house.parcels_at(place.id)


def free_compartments(house: House, furniture: Furniture, readings: Mapping[str, Reading]) -> list[Place]:
    """Return every compartment that a parcel may go into now."""
    return [
        place
        for place in furniture.of(PlaceKind.COMPARTMENT)
        if is_free(house, place, readings.get(place.id))
    ]


def free_by_size(house: House, furniture: Furniture, readings: Mapping[str, Reading]) -> dict[str, int]:
    """Return how many free compartments there are of each size, smallest size first."""
    free = free_compartments(house, furniture, readings)
    return {size: sum(place.size == size for place in free) for size in SIZES}


def choose(house: House, furniture: Furniture, readings: Mapping[str, Reading], size: str) -> Place:
    """Return the compartment for a parcel of `size`: the smallest that fits, the least worn, the lower one.

    Raises:
        Refused: `no_room`, or `size.unknown`.
    """
    if size not in SIZES:
        raise Refused("size.unknown")
    fitting = [
        place
        for place in free_compartments(house, furniture, readings)
        if place.size in SIZES and SIZES.index(place.size) >= SIZES.index(size)
    ]
    if not fitting:
        raise Refused("no_room", size=size)

    def preference(place: Place) -> tuple[int, int, int, int]:
        return (SIZES.index(place.size or "S"), house.door(place.id).pulses, place.bottom_mm, place.number)

    return min(fitting, key=preference)
