"""The life of a place or a thing: its movements and what else happened to it, newest first."""

from __future__ import annotations

from ui.desk.pages import Row
from ui.desk.words import Words, beside_row, movement_row

MOST = 30


def life_of(words: Words, *, place: str = "", item: str = "") -> tuple[Row, ...]:
    """Return the newest lines of the life of a place, or of a key or parcel."""
    register = words.journeys.register
    moved = [
        movement_row(words, one, signed=True) for one in register.movements(place=place, item=item, most=MOST)
    ]
    beside = [beside_row(words, one) for one in register.beside(place=place, item=item, most=MOST)]
    return tuple(sorted([*moved, *beside], key=lambda row: row.at, reverse=True)[:MOST])
