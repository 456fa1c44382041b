"""Which compartment a parcel goes into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import hypot

from kiosk.domain.house import House
from kiosk.domain.places import SIZES, Furniture, Place, PlaceKind, Reading
from kiosk.domain.refusal import Refused

REACH_MM = (380, 1220)
"""How high a compartment's floor may be for a hand that reaches in from a wheelchair.

Source: product.md, section 3; ADA Standards 308 give 15 and 48 inches.
"""
OPENINGS_A_METRE = 10
"""How many openings more a door must have had before the next one, a metre further on, is spared the walk."""

LAST_FEW = 2
"""So few free doors within reach of one size are left to those who need them."""
_RANKS: Mapping[str | None, int] = {size: rank for rank, size in enumerate(SIZES)}


@dataclass(frozen=True)
class Wish:
    """What one parcel asks of its compartment."""

    size: str
    heavy: bool = False
    reachable: bool = False
    """Its recipient has asked for doors within reach."""
    recipient: str = ""
    near: str = ""
    """The place of the courier's last parcel, if it is not the first."""


def is_free(house: House, place: Place, reading: Reading | None) -> bool:
    """Return whether a parcel may go into `place` now: empty, certain, seen shut at this moment.

    A door without a switch is never seen at all: there it is enough that its board answers.
    """
    if reading is None or reading.shut is False or reading.present or not reading.usable:
        return False
    if house.holds_parcels(place.id) or house.under_way(place.id):
        return False
    door = house.doors.get(place.id)
    return door is None or not (door.doubt or door.seen_open)


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


def within_reach(place: Place) -> bool:
    """Return whether a person in a wheelchair reaches what stands in `place`."""
    low_mm, high_mm = REACH_MM
    return low_mm <= place.bottom_mm <= high_mm


def best(
    free: Iterable[Place],
    wish: Wish,
    *,
    openings: Mapping[str, int],
    beside: Place | None = None,
    reserved: Mapping[str, str] | None = None,
) -> Place | None:
    """Return the best of the `free` places for `wish`, or None if none of them fits.

    First a place that is reserved for this recipient, then one within reach for who asked for it, then the smallest
    that fits, for a heavy parcel the lowest of these; then the one that is little worn and close to the place `beside`.
    `openings` so far, by place; `reserved`: for whom a place is kept, by place. It is never given to anybody else.
    """
    kept = reserved or {}
    fitting = [
        place for place in free if fits(wish.size, place) and kept.get(place.id, "") in ("", wish.recipient)
    ]
    if not fitting:
        return None
    ranks = [
        (place.id not in kept, wish.reachable and not within_reach(place), _RANKS.get(place.size, 0))
        for place in fitting
    ]
    first = min(ranks)
    alike = [place for place, rank in zip(fitting, ranks, strict=True) if rank == first]
    same_size = (place for place, rank in zip(fitting, ranks, strict=True) if rank[2] == first[2])
    few_in_reach = sum(within_reach(place) for place in same_size) <= LAST_FEW

    def preference(place: Place) -> tuple[float, ...]:
        walk_m = _between_mm(place, beside) / 1000 if beside else 0.0
        return (
            place.bottom_mm if wish.heavy else 0,
            few_in_reach and not wish.reachable and within_reach(place),
            openings.get(place.id, 0) / OPENINGS_A_METRE + walk_m,
            place.bottom_mm,
            place.number,
        )

    return min(alike, key=preference)


def choose(house: House, furniture: Furniture, readings: Mapping[str, Reading], wish: Wish) -> Place:
    """Return the compartment that `best` finds among those that are free now.

    Raises:
        Refused: `no_room`, or `size.unknown`.
    """
    if wish.size not in SIZES:
        raise Refused("size.unknown")
    free = free_compartments(house, furniture, readings)
    openings = {place.id: house.door(place.id).pulses for place in free}
    found = best(free, wish, openings=openings, beside=furniture.places.get(wish.near))
    if found is None:
        raise Refused("no_room", size=wish.size)
    return found


def fits(size: str, place: Place) -> bool:
    """Return whether a parcel of `size` goes into `place`."""
    return _RANKS.get(place.size, -1) >= _RANKS[size]


def _between_mm(one: Place, other: Place) -> float:
    (left, height), (other_left, other_height) = one.middle, other.middle
    return hypot(left - other_left, height - other_height)
