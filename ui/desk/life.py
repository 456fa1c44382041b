"""The life of a place or a thing: its movements and what else happened to it, newest first."""

from __future__ import annotations

from kiosk.ports.register import LogLine
from ui.desk.pages import Row
from ui.desk.upkeep.telling import OF_ITS_LIFE, life_row
from ui.desk.words import Words, beside_row, movement_row

MOST = 30


def life_of(words: Words, *, place: str = "", item: str = "", most: int = MOST) -> tuple[Row, ...]:
    """Return the newest lines of the life of a place, or of a key or parcel; signatures only where they are few."""
    register, signed = words.journeys.register, most <= MOST
    moved = [
        movement_row(words, one, signed=signed)
        for one in register.movements(place=place, item=item, most=most)
    ]
    beside = [
        _row(words, one, of_item=bool(item)) for one in register.beside(place=place, item=item, most=most)
    ]
    return tuple(sorted([*moved, *beside], key=lambda row: row.at, reverse=True)[:most])


def _row(words: Words, line: LogLine, *, of_item: bool) -> Row:
    """A key's own page need not name it in every line; a place's page does."""
    if line.kind.startswith(OF_ITS_LIFE) and of_item:
        return life_row(words, line)
    return beside_row(words, line)
