"""Complaints at the desk: who says what is wrong with which parcel, with its movements and pictures, and the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.complaints.complaint import OUTCOMES, Complaint
from kiosk.domain.refusal import Refused
from kiosk.language.messages import Language
from ui import failures
from ui.desk.keybook.ways import chips, every_chip
from ui.desk.pages import Chip, DeskPage
from ui.desk.sessions import PATH, Frame, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message, Screen

pages = Blueprint("desk_complaints", __name__, url_prefix=PATH)
HERE = f"{PATH}/complaints"
NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)


@dataclass(frozen=True)
class ComplaintRow:
    """One complaint. `parcel` leads to the parcel's life: its movements, and its pictures where the site keeps some."""

    id: str
    kind: str
    whose: str
    barcode: str
    place: str
    at: datetime
    parcel: str


@dataclass(frozen=True, kw_only=True)
class Complained(DeskPage):
    """What waits, each with the ways in which it may end."""

    template = "desk/complaints.html"
    name = "desk_complaints"
    tab = "keys"
    chips: tuple[Chip, ...]
    rows: tuple[ComplaintRow, ...]
    outcomes: tuple[str, ...] = OUTCOMES
    problem: Message | None = None


@pages.get("/complaints")
@role("attendant", at="desk")
def complaints() -> Response:
    """What waits."""
    return _page()


@pages.post("/complaints/<complaint>/end")
@role("attendant", at="desk")
def end(complaint: str) -> AnyResponse:
    """How it ended."""
    form = request.form
    try:
        journeys().complaints.end(complaint, present(), form.get("outcome", ""), form.get("reason", ""))
    except Refused as refused:
        if refused.code not in ("reason.missing", "finding.unknown"):
            raise
        return _page(failures.message(refused.code, refused.facts), 409)
    return go(HERE)


def _page(problem: Message | None = None, status: int = 200) -> Response:
    words = Words(journeys(), chosen_language())
    rows = tuple(_row(words, one) for one in journeys().complaints.waiting())
    page = Complained(**frame(), chips=chips(words, "waiting"), rows=rows, problem=problem)
    return show(page, status)


def _row(words: Words, one: Complaint) -> ComplaintRow:
    parcel = words.parcel(one.parcel)
    return ComplaintRow(
        id=one.id,
        kind=one.kind,
        whose=words.person(one.person),
        barcode=parcel.barcode if parcel else "",
        place=words.place(one.place),
        at=one.at,
        parcel=one.parcel,
    )


def complaint_scenes(language: Language) -> Mapping[str, Screen]:
    """Return the page as it is, with a refusal, and empty."""
    known = Frame(who="王秀兰", supervisor=True, lobby=False)
    row = every_chip(language, "waiting")
    whose = ("胡桂英\u20021-1-0802", "Alexandra Featherstonehaugh\u20021-1-1204")
    rows = (
        ComplaintRow("c-1", "damaged", whose[0], "SF1029384756", "Door 12", NOW, "p-1"),
        ComplaintRow(
            "c-2", "wrong_one", whose[1], "JDVA00448812903-1-1-", "Door 4", NOW - timedelta(days=2), "p-2"
        ),
    )
    wrong = Message(code="reason.missing", facts={})
    return {
        "desk-complaints": Complained(**known, chips=row, rows=rows),
        "desk-complaints-refused": Complained(**known, chips=row, rows=rows, problem=wrong),
        "desk-complaints-empty": Complained(**known, chips=row, rows=()),
    }
