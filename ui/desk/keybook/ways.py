"""The ways between the pages about keys: one row, in which the group that is open shows its pages by name."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.language.messages import Language, text
from ui.desk.pages import Chip
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words
from ui.reach import journeys

GROUPS = (
    ("lending", ("out", "late", "bookings", "contractors")),
    ("homes", ("keeping", "inspections")),
    ("parcels", ("deliveries", "storeroom")),
    ("", ("shift",)),
    ("", ("alarms",)),
    ("checks", ("stocktake", "upkeep", "keymap")),
    ("records", ("registers", "use", "rights", "keyrules")),
    ("", ("emergency",)),
)
"""Groups in the order of the row, with their pages; what has to be found at once stands by itself."""
PATHS = {"out": "keys", "rights": "keys/rights", "use": "keys/use"}


def chips(words: Words, chosen: str) -> tuple[Chip, ...]:
    """Return the ways between the pages about keys, for whoever is at the desk."""
    supervisor = frame()["supervisor"]
    shown = {"rights": supervisor, "keyrules": supervisor, "shift": journeys().shifts.on}
    hidden = {page for page, seen in shown.items() if not seen}
    return _row(words.say, chosen, hidden)


def every_chip(language: Language, chosen: str) -> tuple[Chip, ...]:
    """Return the same row for a scene, as a supervisor sees it."""
    return _row(lambda key: text(key, language), chosen, set())


def _row(say: Callable[[str], str], chosen: str, hidden: set[str]) -> tuple[Chip, ...]:
    found: list[Chip] = []
    for name, pages in GROUPS:
        seen = [page for page in pages if page not in hidden]
        if len(seen) > 1 and chosen not in seen:
            found.append(Chip(say(f"attendant.keys.group.{name}"), _path(seen[0]), group="closed"))
            continue
        group = "open" if len(seen) > 1 else ""
        found += (Chip(say(f"attendant.keys.{page}"), _path(page), page == chosen, group) for page in seen)
    return tuple(found)


def _path(page: str) -> str:
    return f"{PATH}/{PATHS.get(page, page)}"
