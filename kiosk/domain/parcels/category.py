"""Which category a parcel comes under: as it was announced, or as its courier says; the one that asks for more."""

from __future__ import annotations

from kiosk.domain.deliveries.announcing import expected
from kiosk.domain.house import House
from kiosk.domain.waiting.events import CategorySet
from kiosk.domain.waiting.wait import CATEGORIES, ORDINARY


def category_of(house: House, barcode: str, said: str) -> str:
    """Return the category of a parcel that is brought; `said` by its courier, "" for nothing."""
    announced = expected(house, barcode)
    known = [one for one in (said, announced.category if announced else "") if one in CATEGORIES]
    return max(known, key=CATEGORIES.index, default=ORDINARY)


def categorised(house: House, parcel: str, barcode: str, said: str, by: str) -> list[CategorySet]:
    """Return that a parcel is of more than the usual category; nothing for an ordinary one. `by`: who said so."""
    category = category_of(house, barcode, said)
    if category == ORDINARY:
        return []
    return [CategorySet(parcel, category, by if category == said else "")]
