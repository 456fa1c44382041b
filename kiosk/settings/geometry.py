"""What stands where, in millimetres: nothing empty, nothing without height, no two things in one spot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from kiosk.domain.places import Place
from kiosk.settings.furniture import Cabinet, Locker
from kiosk.settings.tables import Settings
from kiosk.settings.wiring import fittings_of


def geometry_problems(settings: Settings) -> Iterator[str]:
    """Yield everything about furniture that cannot be."""
    for cabinet in settings.cabinets:
        yield from _hollow("cabinet", cabinet, [len(column.slots) for column in cabinet.columns])
    for locker in settings.lockers:
        yield from _hollow("locker", locker, [len(column.compartments) for column in locker.columns])
    places = [fitted.place for fitted in fittings_of(settings)]
    for place in places:
        for side, size_mm in (("height_mm", place.height_mm), ("width_mm of its column", place.width_mm)):
            if size_mm == 0:
                yield f"{place.id}: {side} = 0; a door has at least 1 mm"
    yield from _overlaps([place for place in places if place.height_mm and place.width_mm])


def _hollow(what: str, furniture: Cabinet | Locker, counts: Sequence[int]) -> Iterator[str]:
    inside = "slots" if what == "cabinet" else "compartments"
    if not sum(counts):
        yield f"{what} {furniture.prefix}: has no {inside}; give it some, or leave it out"
        return
    for number, count in enumerate(counts, 1):
        if not count:
            yield f"{what} {furniture.prefix}: column {number} has no {inside}; leave it out"


def _overlaps(places: Sequence[Place]) -> Iterator[str]:
    """Yield one problem for each two pieces of furniture that stand in each other, by their first two doors."""
    told: set[tuple[str, str]] = set()
    for one, other in combinations(places, 2):
        pair = (_piece(one), _piece(other))
        if pair not in told and _overlap(one, other):
            told.add(pair)
            yield (
                f"{other.id} stands in {one.id}: both are at {max(one.left_mm, other.left_mm)} mm from the left, "
                f"{max(one.bottom_mm, other.bottom_mm)} mm above the floor; check left_mm and bottom_mm"
            )


def _piece(place: Place) -> str:
    return place.id.rstrip("0123456789")


def _overlap(one: Place, other: Place) -> bool:
    return (
        one.left_mm < other.left_mm + other.width_mm
        and other.left_mm < one.left_mm + one.width_mm
        and one.bottom_mm < other.bottom_mm + other.height_mm
        and other.bottom_mm < one.bottom_mm + one.height_mm
    )
