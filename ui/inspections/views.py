"""What was found in a home, told at the lobby screen by the one who went: each touch is kept at once."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.inspections.inspection import FINDINGS, FOUND, URGENT, Inspection, Stage
from kiosk.domain.refusal import Refused
from kiosk.flows.inspections.report import point_in, wishes_of
from kiosk.ports.devices import Unavailable
from ui import failures
from ui.guards import role
from ui.inspections import screens as s
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys
from ui.rendering import chosen_language, show

pages = Blueprint("inspections", __name__, url_prefix="/inspections/<inspection>")
ROWS = 5
"""Points on one page; a sixth row leads on for whom could not go in."""


@pages.get("")
@role("attendant")
def points(inspection: str) -> AnyResponse:
    """Every point, and what was said of it."""
    one = _mine(inspection)
    if one.stage is not Stage.BEGUN:
        return go(f"/inspections/{inspection}/told")
    asked, pages_ = request.args.get("page", "1"), -(-len(one.points) // ROWS)
    page = min(max(1, int(asked) if asked.isdecimal() and len(asked) < 3 else 1), pages_)
    rows = [row_of(one, point) for point in one.points[(page - 1) * ROWS : page * ROWS]]
    return show(
        s.Points(
            inspection=one.id,
            unit=one.unit,
            rows=tuple(rows),
            left=len(one.unanswered),
            begun=bool(one.answers),
            page=page,
            pages=pages_,
        )
    )


@pages.post("")
@role("attendant")
def hand_in(inspection: str) -> AnyResponse:
    """That is all; `rest` is so at every point that nothing was said of."""
    journeys().findings.hand_in(inspection, journeys().findings.here(), request.form.get("rest", ""))
    return go(f"/inspections/{inspection}/told")


@pages.get("/told")
@role("attendant")
def told(inspection: str) -> Response:
    """It is on record; the next home, or the end."""
    one = _mine(inspection)
    urgent = sum(one.answers.get(point) == URGENT for point in one.points)
    person = journeys().findings.here().id
    more = len(journeys().inspections.errands(person)) + len(journeys().findings.waiting_for(person))
    tells = "not_made" if one.stage is Stage.NOT_MADE else one.tells
    page = s.Told(unit=one.unit, tells=tells, findings=len(one.findings), urgent=urgent, more=more)
    return show(page)


@pages.get("/not-made")
@role("attendant")
def ask_not_made(inspection: str) -> Response:
    """Nobody could go in, really?"""
    one = _mine(inspection)
    return show(s.NotMade(inspection=one.id, unit=one.unit, back=f"/inspections/{one.id}"))


@pages.post("/not-made")
@role("attendant")
def not_made(inspection: str) -> AnyResponse:
    """The home is due again."""
    journeys().findings.not_made(inspection, journeys().findings.here())
    return go(f"/inspections/{inspection}/told")


@pages.get("/points/<point>")
@role("attendant")
def point_page(inspection: str, point: str) -> Response:
    """What was found at one point?"""
    one = _mine(inspection)
    page = s.PointPage(
        inspection=one.id,
        unit=one.unit,
        row=row_of(one, _known(one, point)),
        choices=FINDINGS,
        back=f"/inspections/{one.id}",
    )
    return show(page)


@pages.post("/points/<point>")
@role("attendant")
def answer(inspection: str, point: str) -> AnyResponse:
    """Keep it; of something found there is more to say."""
    said = request.form.get("finding", "")
    journeys().findings.answer(inspection, journeys().findings.here(), {point: said})
    more = said in (FOUND, URGENT)
    return go(f"/inspections/{inspection}/points/{point}/note" if more else f"/inspections/{inspection}")


@pages.get("/points/<point>/note")
@role("attendant")
def note(inspection: str, point: str) -> Response:
    """A few words by hand, and pictures."""
    return _note(inspection, point)


@pages.post("/points/<point>/note")
@role("attendant")
def write(inspection: str, point: str) -> AnyResponse:
    """Keep what was written."""
    strokes = strokes_of(request.form.get("strokes", ""))
    journeys().findings.write(inspection, point, journeys().findings.here(), "", strokes)
    return go(f"/inspections/{inspection}")


@pages.post("/points/<point>/photo")
@role("attendant")
def photograph(inspection: str, point: str) -> AnyResponse:
    """Take a picture with the lobby's camera."""
    asked = request.form.get("photo", "")
    if not re.fullmatch(r"[0-9a-f]{32}", asked):
        raise Refused("movement.unknown")
    try:
        journeys().findings.photograph(inspection, point, journeys().findings.here(), asked)
    except Unavailable as trouble:
        return _note(inspection, point, f"trouble.{trouble.kind}", 503)
    except Refused as refused:
        if refused.code != "inspection.photos_full":
            raise
        return _note(inspection, point, refused.code, 409)
    return go(f"/inspections/{inspection}/points/{point}/note")


@pages.get("/photos/<photo>.jpg")
@role("attendant")
def picture(inspection: str, photo: str) -> Response:
    """A picture that was just taken, for the one who took it."""
    response = Response(journeys().findings.picture(_mine(inspection), photo), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    return response


def row_of(one: Inspection, point: str) -> s.PointRow:
    """Return one point of an inspection in the reader's language."""
    return s.PointRow(
        point=point,
        text=point_in(chosen_language(), point, wishes_of(journeys().ledger, one)),
        said=one.answers.get(point, ""),
        noted=point in one.notes,
        photos=sum(photo.point == point for photo in one.photos),
    )


def _note(inspection: str, point: str, problem: str = "", status: int = 200) -> Response:
    one = _mine(inspection)
    photos = [photo for photo in one.photos if photo.point == _known(one, point)]
    page = s.PointNote(
        inspection=one.id,
        row=row_of(one, point),
        photo=fresh_id(),
        camera=journeys().findings.has_camera,
        taken=f"/inspections/{one.id}/photos/{photos[-1].id}.jpg" if photos else "",
        problem=failures.message(problem, {"most": len(one.photos)}) if problem else None,
        cue="refused" if problem else None,
        back=f"/inspections/{one.id}/points/{point}",
    )
    return show(page, status)


def _mine(inspection: str) -> Inspection:
    findings = journeys().findings
    return findings.of(inspection, findings.here())


def _known(one: Inspection, point: str) -> str:
    if point not in one.points:
        raise Refused("inspection.points")
    return point
