"""The map of a large site: what is drawn near a picked door, and what a few letters find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.places import Furniture, Place, PlaceKind
from ui.desk.holdings import AT_HAND, held_key, held_parcel
from ui.desk.pages import Chip, Held
from ui.desk.sessions import PATH
from ui.desk.words import Words
from ui.drawing import MANY, Drawing, draw, near_to, without_floor

AT_ONCE = 60
READ_AT_ONCE = 100
"""So many slots of a large cabinet are drawn together, by whole columns."""


def is_large(furniture: Furniture) -> bool:
    """Return whether a site has more doors than can be read in one drawing."""
    return len(furniture.places) > MANY


def view(furniture: Furniture, picked: str, marks: Mapping[str, str]) -> Drawing:
    """Return the drawing of the site; of many slots only those near the picked one, and no floor."""
    every, chosen = list(furniture.places.values()), furniture.places.get(picked)
    if not is_large(furniture) or chosen is None:
        return draw(every, marks)
    near = near_to(every, chosen)
    drawing = draw(near, marks)
    return drawing if len(near) == len(every) else without_floor(drawing)


@dataclass(frozen=True)
class Part:
    """Some columns of a large cabinet, side by side: what can be read at once, in one drawing as high as the page."""

    places: tuple[Place, ...]

    @property
    def name(self) -> str:
        """How it stands in an address: its first place."""
        return self.places[0].id

    @property
    def numbers(self) -> str:
        """Its first and last slot."""
        numbers = [place.number for place in self.places]
        return f"{min(numbers)}–{max(numbers)}"


def parts(furniture: Furniture) -> tuple[Part, ...]:
    """Return the parts of a large site's large cabinets, from left to right; none where all can be read in one."""
    if not is_large(furniture):
        return ()
    slots = furniture.of(PlaceKind.SLOT)
    found: list[Part] = []
    for cabinet in dict.fromkeys(one.cabinet for one in slots):
        own = sorted((one for one in slots if one.cabinet == cabinet), key=lambda one: one.left_mm)
        columns = [tuple(column) for _, column in groupby(own, key=lambda one: one.left_mm)]
        together: tuple[Place, ...] = ()
        for column in columns:
            if together and len(together) + len(column) > READ_AT_ONCE:
                found.append(Part(together))
                together = ()
            together += column
        found.append(Part(together))
    return tuple(found)


def part_view(part: Part, marks: Mapping[str, str]) -> Drawing:
    """Return the drawing of some columns, without the floor."""
    return without_floor(draw(part.places, marks))


def chips_of(every: Sequence[Part], chosen: str) -> tuple[Chip, ...]:
    """Return the ways to the parts of a large cabinet; the one that is open leads back to the whole."""
    here = f"{PATH}/map"
    return tuple(
        Chip(one.numbers, here if one.name == chosen else f"{here}?part={one.name}", one.name == chosen)
        for one in every
    )


def found(words: Words, asked: str) -> tuple[Held, ...]:
    """Return the keys and parcels whose door's number, name or bearer has these letters; keys first."""
    house, sought = words.journeys.ledger.house, asked.strip().casefold()
    keys = [key for key in house.keys.values() if _fits(words, key, sought)]
    keys.sort(
        key=lambda key: not _is_number(words, key.place, sought)
    )  # what hangs at that number comes first
    parcels = [
        parcel
        for parcel in house.parcels.values()
        if parcel.stage in AT_HAND
        and (
            sought in words.person(parcel.recipient).casefold()
            or sought in parcel.barcode.casefold()
            or _is_number(words, parcel.custodian.id, sought)
        )
    ]
    held = [held_key(words, key) for key in keys[:AT_ONCE]]
    return tuple(held + [held_parcel(words, one) for one in parcels[: AT_ONCE - len(held)]])


def _fits(words: Words, key: Key, sought: str) -> bool:
    bearer = words.person(key.custodian.id) if key.custodian.kind is CustodianKind.PERSON else ""
    return (
        sought in words.key(key).casefold()
        or sought in bearer.casefold()
        or sought in (key.unit or "")
        or _is_number(words, key.place, sought)
    )


def _is_number(words: Words, place: str, sought: str) -> bool:
    known = words.journeys.furniture.places.get(place)
    return known is not None and sought in (str(known.number), place.casefold())
