"""The ways between the pages about keys and parcels: a row of groups, below it the pages of the one that is open."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.language.messages import Language, text
from ui.desk.pages import Chip
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words
from ui.reach import journeys

GROUPS = (
    ("lending", ("out", "late", "bookings", "contractors", "brought")),
    ("homes", ("keeping", "inspections", "cards")),
    ("parcels", ("deliveries", "waiting", "sendings", "storeroom", "asked", "couriers")),
    ("duty", ("shift", "alarms")),
    ("checks", ("stocktake", "upkeep", "keymap")),
    ("records", ("registers", "use", "rights", "keyrules")),
    ("", ("emergency",)),
)
"""Groups in the order of the row, with their pages; what has to be found at once stands among them by itself."""
PATHS = {"out": "keys", "rights": "keys/rights", "use": "keys/use"}


def chips(words: Words, chosen: str) -> tuple[Chip, ...]:
    """Return the ways between these pages, for whoever is at the desk."""
    supervisor = frame()["supervisor"]
    shown = {"rights": supervisor, "keyrules": supervisor, "shift": journeys().shifts.on}
    hidden = {page for page, seen in shown.items() if not seen}
    return _rows(words.say, chosen, hidden)


def every_chip(language: Language, chosen: str) -> tuple[Chip, ...]:
    """Return the same for a scene, as a supervisor sees them."""
    return _rows(lambda key: text(key, language), chosen, set())


def _rows(say: Callable[[str], str], chosen: str, hidden: set[str]) -> tuple[Chip, ...]:
    """Return the groups, then the pages of the open one; the template begins a row with the first page."""
    groups: list[Chip] = []
    below: list[Chip] = []
    for name, pages in GROUPS:
        seen = [page for page in pages if page not in hidden]
        if len(seen) == 1:
            groups.append(Chip(say(f"attendant.keys.{seen[0]}"), _path(seen[0]), seen[0] == chosen, "alone"))
        elif seen:
            state = "open" if chosen in seen else "closed"
            groups.append(Chip(say(f"attendant.keys.group.{name}"), _path(seen[0]), group=state))
        if len(seen) > 1 and chosen in seen:
            below += (
                Chip(say(f"attendant.keys.{page}"), _path(page), page == chosen, "way") for page in seen
            )
    return (*groups, *below)


def _path(page: str) -> str:
    return f"{PATH}/{PATHS.get(page, page)}"
