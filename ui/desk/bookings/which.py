"""Which key is to be booked: those that the reader may book, and a quick way through many."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, request

from kiosk.domain.bookings.deciding import MAY_OVERRIDE
from kiosk.domain.items import Key
from ui.desk.bookings import pages as p
from ui.desk.bookings.views import HERE, asked_day
from ui.desk.sessions import frame, present
from ui.desk.words import Words
from ui.reach import journeys
from ui.rendering import chosen_language, show

AT_ONCE = 40


def bookable() -> list[Key]:
    """Return the keys that this reader may book, for themselves or for others."""
    by = present()
    house = journeys().ledger.house
    return list(house.keys.values()) if by.role in MAY_OVERRIDE else journeys().bookings.bookable(by)


def which() -> Response:
    """Return the page of these keys, narrowed by what was typed."""
    words, asked = Words(journeys(), chosen_language()), request.args.get("words", "").strip()[:60]
    day = asked_day("day")
    fitting = [key for key in bookable() if _fits(words, key, asked)]
    query = {"day": day.isoformat()} if day else {}
    rows = tuple(
        p.KeyChoice(
            words.key(key), words.place(key.place), f"{HERE}/new?{urlencode({'key': key.id, **query})}"
        )
        for key in fitting[:AT_ONCE]
    )
    more = max(0, len(fitting) - AT_ONCE)
    return show(p.Which(**frame(), words=asked, rows=rows, day=query.get("day", ""), more=more))


def _fits(words: Words, key: Key, asked: str) -> bool:
    if not asked:
        return True
    slot = journeys().furniture.places.get(key.place)
    number = str(slot.number) if slot else ""
    return asked == number or asked.casefold() in words.key(key).casefold() or asked in (key.unit or "")
