"""Who of the staff looked into the own home's file, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request

from kiosk.language.messages import text
from ui.guards import role
from ui.reach import journeys
from ui.rendering import chosen_language, show
from ui.screens import Screen

pages = Blueprint("home_looks", __name__, url_prefix="/home")
AT_ONCE, MOST = 4, 200
"""Rows of one page, and how far back it goes: older looks are told at the desk."""


@dataclass(frozen=True)
class OwnLook:
    """One look into the own home's file."""

    who: str
    why: str
    made: datetime
    contacts: bool = False


@dataclass(frozen=True, kw_only=True)
class OwnLooks(Screen):
    """Each look into the own home's file, newest first."""

    template = "home/looks.html"
    name = "looks"
    rows: tuple[OwnLook, ...]
    page: int = 1
    pages: int = 1
    back: str | None = "/home/consents"
    topics: tuple[str, ...] = ("house",)


@pages.get("/looks")
@role("anyone")
def looks() -> Response:
    """Who looked, when and why; as long as the record goes back."""
    visit = journeys().visits.need_card()
    person = journeys().ledger.house.people.get(visit.person.id, visit.person)
    told = journeys().homes_files.looks(unit=person.unit, most=MOST) if person.unit else ()
    found = [one for one in told if person.lived_here(one.made)]
    asked = request.args.get("page", "1")
    pages_ = max(1, -(-len(found) // AT_ONCE))
    page = min(max(1, int(asked) if asked.isdecimal() and len(asked) < 6 else 1), pages_)
    rows = tuple(
        OwnLook(
            journeys().directory.name(one.by),
            text(f"homesfile.reason.{one.why}", chosen_language()),
            one.made,
            one.contacts,
        )
        for one in found[(page - 1) * AT_ONCE : page * AT_ONCE]
    )
    return show(OwnLooks(rows=rows, page=page, pages=pages_))
