"""The ways between the pages about keys and parcels: a row of groups, below it the pages of the one that is open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from kiosk.language.messages import Language, text
from ui.desk.pages import Chip
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words
from ui.reach import journeys

Groups = Sequence[tuple[str, Sequence[str]]]
GROUPS: Groups = (
    ("lending", ("out", "late", "bookings", "contractors", "brought")),
    ("homes", ("keeping", "inspections", "cards")),
    ("parcels", ("deliveries", "waiting", "sendings", "storeroom", "asked", "couriers")),
    ("things", ("deposits", "transfers", "loans", "passes", "releases")),
    ("services", ("services", "wakeups", "orders", "grievances", "followups")),
    ("money", ("prepaid", "cash", "statements")),
    ("duty", ("shift", "dutylog", "incidents", "alarms")),
    ("checks", ("stocktake", "upkeep", "keymap")),
    (
        "records",
        ("dayreport", "homesfile", "personal", "proof", "registers", "use", "rights", "keyrules", "care"),
    ),
    ("", ("emergency",)),
)
"""Groups in the order of the row, with their pages; what has to be found at once stands among them by itself."""
OF_SUPERVISORS = ("rights", "keyrules", "personal", "proof", "care")
"""Pages that others are not shown."""
PATHS = {"out": "keys", "rights": "keys/rights", "use": "keys/use"}


def chips(words: Words, chosen: str) -> tuple[Chip, ...]:
    """Return the ways between these pages, for whoever is at the desk."""
    supervisor = frame()["supervisor"]
    shown = {**dict.fromkeys(OF_SUPERVISORS, supervisor), "shift": journeys().shifts.on}
    hidden = {page for page, seen in shown.items() if not seen}
    return rows(GROUPS, words.say, _name, _path, chosen, hidden)


def every_chip(language: Language, chosen: str) -> tuple[Chip, ...]:
    """Return the same for a scene, as a supervisor sees them."""
    return rows(GROUPS, lambda key: text(key, language), _name, _path, chosen)


def rows(
    groups: Groups,
    say: Callable[[str], str],
    name_of: Callable[[str], str],
    path_of: Callable[[str], str],
    chosen: str,
    hidden: Collection[str] = (),
) -> tuple[Chip, ...]:
    """Return the groups, then the pages of the open one; the template begins a row with the first page.

    `name_of` returns the key of a page's words.
    """
    row: list[Chip] = []
    below: list[Chip] = []
    for name, pages in groups:
        seen = [page for page in pages if page not in hidden]
        if len(seen) == 1:
            row.append(Chip(say(name_of(seen[0])), path_of(seen[0]), seen[0] == chosen, "alone"))
        elif seen:
            state = "open" if chosen in seen else "closed"
            row.append(Chip(say(f"attendant.keys.group.{name}"), path_of(seen[0]), group=state))
        if len(seen) > 1 and chosen in seen:
            below += (Chip(say(name_of(page)), path_of(page), page == chosen, "way") for page in seen)
    return (*row, *below)


def _name(page: str) -> str:
    return f"attendant.keys.{page}"


def _path(page: str) -> str:
    return f"{PATH}/{PATHS.get(page, page)}"
