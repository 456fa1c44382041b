"""The ways between the registers, grouped as the desk's pages are."""

from __future__ import annotations

from collections.abc import Callable

from ui.desk.keybook.ways import Groups, rows
from ui.desk.pages import Chip
from ui.desk.sessions import PATH

SHELVES: Groups = (
    ("lending", ("lent", "stocktakes")),
    ("homes", ("kept", "movein", "agreements")),
    ("parcels", ("sent",)),
    ("things", ("deposits", "transfers", "loans", "passes", "releases")),
    ("services", ("services", "orders", "grievances", "followups")),
    ("money", ("prepaid",)),
    ("duty", ("dutylog", "incidents")),
)
"""Every register, each beside those it is looked for with."""


def chips(say: Callable[[str], str], chosen: str) -> tuple[Chip, ...]:
    """Return the groups of registers, and those of the open group below."""
    return rows(
        SHELVES, say, lambda one: f"registers.title.{one}", lambda one: f"{PATH}/registers/{one}", chosen
    )
