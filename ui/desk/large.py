"""The map of a large site: what is drawn near a picked door, and what a few letters find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.places import Furniture, Place
from ui.desk.holdings import AT_HAND, held_key, held_parcel
from ui.desk.pages import Held
from ui.desk.words import Words
from ui.drawing import MARGIN_MM, Drawing, draw

MANY = 120
"""With more doors than this, the whole is drawn too small to read."""
NEAR_WIDTHS, NEAR_HEIGHTS = 3.5, 2.5
"""So many doors to each side, and above and below, are drawn with the one that was picked."""
AT_ONCE = 60


def is_large(furniture: Furniture) -> bool:
    """Return whether a site has more doors than can be read in one drawing."""
    return len(furniture.places) > MANY


def view(furniture: Furniture, picked: str, marks: Mapping[str, str]) -> Drawing:
    """Return the drawing of the site; of many slots only those near the picked one, and no floor."""
    near = _in_view(furniture, picked)
    drawing = draw(near, marks)
    if len(near) == len(furniture.places):
        return drawing
    lowest = max(door.y + door.height for door in drawing.doors) + MARGIN_MM
    return replace(drawing, height=lowest, floor=lowest)


def _in_view(furniture: Furniture, picked: str) -> Sequence[Place]:
    """Return what to draw: everything; on a large site, of a cabinet of many slots only what is near the picked one."""
    every, chosen = list(furniture.places.values()), furniture.places.get(picked)
    if not is_large(furniture) or chosen is None:
        return every
    across, up = NEAR_WIDTHS * chosen.width_mm, NEAR_HEIGHTS * chosen.height_mm
    same = [one for one in every if (one.kind, one.cabinet) == (chosen.kind, chosen.cabinet)]
    if len(same) <= MANY:
        return same
    return [
        one
        for one in same
        if abs(one.left_mm - chosen.left_mm) <= across and abs(one.bottom_mm - chosen.bottom_mm) <= up
    ]


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
