"""The report on an emergency: a home's key that left without the resident's consent, and what happened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.movements import REPORT_DUE, Movement
from kiosk.domain.refusal import Refused
from ui import failures
from ui.desk.pages import DeskPage, Row
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words, movement_row, points_of
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_reports", __name__, url_prefix=PATH)


@dataclass(frozen=True, kw_only=True)
class Report(DeskPage):
    """One emergency: what is on record of it, and the report, or the form for it while it is due."""

    template = "desk/report.html"
    name = "desk_report"
    tab = "keys"
    topics: tuple[str, ...] = ()
    row: Row
    movement: str
    at: datetime
    words: str = ""
    strokes: tuple[str, ...] = ()
    box: str = ""
    problem: Message | None = None


@pages.get("/reports/<movement>")
@role("attendant", at="desk")
def report(movement: str) -> Response:
    """What happened, or the form to write it."""
    return _page(movement)


@pages.post("/reports/<movement>")
@role("attendant", at="desk")
def write(movement: str) -> AnyResponse:
    """Keep what was typed or written."""
    form = request.form
    try:
        strokes = strokes_of(form.get("strokes", ""))
        journeys().keys.report(movement, present(), form.get("words", ""), strokes)
    except Refused as refused:
        if refused.code != "report.missing":
            raise
        return _page(movement, failures.message(refused.code, refused.facts), 409)
    return go(f"{PATH}/reports/{movement}")


def _page(movement: str, problem: Message | None = None, status: int = 200) -> Response:
    found = journeys().ledger.find(movement)
    if found is None or not found.report:
        abort(404)
    words = Words(journeys(), chosen_language())
    typed, strokes, box = _written(found)
    page = Report(
        **frame(),
        row=movement_row(words, found, signed=True),
        movement=movement,
        at=found.begun,
        words=typed,
        strokes=strokes,
        box=box,
        problem=problem,
    )
    return show(page, status)


def _written(movement: Movement) -> tuple[str, tuple[str, ...], str]:
    """Return what was typed, and what was written with its box; nothing while the report is due, or once erased."""
    kept = journeys().ledger.opened(movement.report) if movement.report != REPORT_DUE else None
    if not kept:
        return "", (), ""
    content = json.loads(kept)
    return str(content["words"]), *points_of(content["strokes"])
