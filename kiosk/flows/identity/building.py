"""The keys by which a home is found without typing: building, entrance, floor, flat, as the estate is numbered.

Every floor up to the highest and every flat of an entrance has its key, whoever lives there: the keys tell nobody which
homes are empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.domain.house import House
from kiosk.domain.people import Role

MOST_KEYS = 33
"""More do not fit one screen with keys for gloves; the number is then typed."""


@dataclass(frozen=True)
class Choice:
    """Where one is among the homes: `chosen` parts so far, and the `keys` of the next one; none: it is a `unit`."""

    chosen: tuple[str, ...]
    keys: tuple[str, ...] = ()
    unit: str = ""
    typed: bool = False
    """There are too many, or they are numbered in another way: the number is typed."""


def units_of(house: House) -> frozenset[str]:
    """Return the homes of the estate that somebody lives in: who has moved out is not found any more either."""
    people = house.people.values()
    return frozenset(one.unit for one in people if one.role is Role.RESIDENT and one.active and one.unit)


def choice(units: Iterable[str], chosen: Sequence[str]) -> Choice:
    """Return the keys that come after those `chosen`; a part of which there is only one is chosen by itself."""
    homes = [parts_of(unit) for unit in units]
    taken = tuple(chosen)
    while True:
        keys = _keys(homes, taken)
        if len(keys) > MOST_KEYS:
            return Choice(taken, typed=True)
        if not keys:
            return Choice(taken, unit=_joined(taken)) if taken else Choice((), typed=True)
        if len(keys) > 1:
            return Choice(taken, tuple(keys))
        taken = (*taken, keys[0])


def parts_of(unit: str) -> tuple[str, ...]:
    """Return the parts by which a home is found: "3-2-1201" is 3, 2, floor 12, flat 01."""
    *before, last = unit.split("-")
    if len(last) > 2 and last.isdigit():
        return (*before, last[:-2], f".{last[-2:]}")
    return (*before, last)


def _keys(homes: Sequence[tuple[str, ...]], chosen: tuple[str, ...]) -> list[str]:
    at = len(chosen)
    if chosen and chosen[-1].startswith("."):
        return []
    beside = [home for home in homes if home[:at] == chosen and len(home) > at]
    if not beside and at:  # a floor where nobody is on record has the flats of the others
        beside = [home for home in homes if home[: at - 1] == chosen[:-1] and len(home) > at]
        beside = [home for home in beside if home[at].startswith(".")]
    found = {home[at] for home in beside}
    if any(key.startswith(".") for key in found):
        floors = [home for home in homes if home[: at - 1] == chosen[:-1] and len(home) > at]
        return sorted({home[at] for home in floors if home[at].startswith(".")})
    on_floors = beside and all(len(home) == at + 2 and home[at + 1].startswith(".") for home in beside)
    if on_floors and all(key.isdigit() for key in found):
        highest = max(int(key) for key in found)
        width = min(len(key) for key in found)
        lowest = min(1, *(int(key) for key in found))
        return [f"{floor:0{width}}" for floor in range(lowest, highest + 1)]
    return sorted(found, key=lambda key: (not key.isdigit(), int(key) if key.isdigit() else 0, key))


def _joined(chosen: tuple[str, ...]) -> str:
    """Return the home that these parts are."""
    if chosen[-1].startswith("."):
        *before, floor, flat = chosen
        return "-".join((*before, floor + flat[1:]))
    return "-".join(chosen)
