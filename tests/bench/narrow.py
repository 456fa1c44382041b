"""The estate where a few keys, homes and compartments have all the traffic, so that few events fill every page.

Ten thousand events are nine days of the whole estate: what a page shows of one key or one home would be half empty,
and a ledger of years would be blamed for its rows. Here each of few things has as many rows as it would have in years.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain.house import House
from kiosk.domain.keys.rules import objects_of
from kiosk.domain.people import Role
from kiosk.domain.places import Furniture, PlaceKind
from kiosk.estate.outings import PURPOSES
from kiosk.estate.visitors import JOBS

KEYS_EACH = 2
"""So many of what each kind of errand asks for."""
HOMES_WITHOUT_A_KEY, COMPARTMENTS, COURIERS = 3, 12, 2


class Narrowed:
    """The house as those see it who make up its history: most keys and people are never thought of."""

    def __init__(self, house: Callable[[], House]) -> None:
        self._house = house
        whole = house()
        self._no_keys = _but_for_a_few(whole)
        homes = {whole.keys[key].unit for key in whole.keys.keys() - self._no_keys}
        without = sorted(_homes(whole) - {key.unit or "" for key in whole.keys.values()})
        self._nobody = _everybody_else(whole, {*homes, *without[:HOMES_WITHOUT_A_KEY]})
        self._last: tuple[object, object, object] = (None, None, None)
        self._seen = whole

    def __call__(self) -> House:
        """Return the house as it is now, without those."""
        now = self._house()
        parts = (now.keys, now.people, now)
        if parts[2] is not self._last[2]:
            keys, people = self._seen.keys, self._seen.people
            if parts[0] is not self._last[0]:
                keys = {name: key for name, key in now.keys.items() if name not in self._no_keys}
            if parts[1] is not self._last[1]:
                people = {name: one for name, one in now.people.items() if name not in self._nobody}
            self._seen, self._last = now.having(keys=keys, people=people), parts
        return self._seen


def narrowed(furniture: Furniture) -> Furniture:
    """Return the furniture with few compartments."""
    some = {place.id for place in furniture.of(PlaceKind.COMPARTMENT)[::7][:COMPARTMENTS]}
    places = furniture.places.items()
    return Furniture(
        {name: one for name, one in places if one.kind is not PlaceKind.COMPARTMENT or name in some}
    )


def _but_for_a_few(house: House) -> set[str]:
    kept: set[str] = set()
    for what in sorted({*JOBS, *(purpose.what for purpose in PURPOSES)}):
        such = sorted(key.id for key in house.keys.values() if what in objects_of(key))
        kept |= set(such[:: max(1, len(such) // KEYS_EACH)][:KEYS_EACH])
    return house.keys.keys() - kept


def _homes(house: House) -> set[str]:
    return {one.unit for one in house.people.values() if one.unit}


def _everybody_else(house: House, homes: set[str | None]) -> set[str]:
    """Return the residents of other homes, all but one of these, and the couriers but for a few."""
    couriers = [one.id for one in house.people.values() if one.role is Role.COURIER][COURIERS:]
    residents = [one for one in house.people.values() if one.unit]
    alone = {one.unit: one.id for one in residents if one.unit in homes}
    return {*couriers, *(one.id for one in residents if alone.get(one.unit) != one.id)}
