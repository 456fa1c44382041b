"""My home is looked after: the owner's plan, what was found, and the way to pause or end it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.inspections.inspection import WISH, Inspection, Plan, Stage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.inspections.report import note_of, point_in, wishes_of
from kiosk.language.messages import Language, text
from ui.desk.words import points_of
from ui.guards import role
from ui.home import inspection_screens as s
from ui.reach import go, journeys
from ui.rendering import chosen_language, show, surroundings

pages = Blueprint("home_inspections", __name__, url_prefix="/home/inspections")
ROWS, POINTS, PHOTOS = 4, 6, 3
"""How many fit on one page."""


@pages.get("")
@role("anyone")
def inspections() -> Response:
    """The plan, and each time that somebody came or should have come."""
    owner = _owner()
    plan, rows = journeys().inspections.plan_of(owner.unit or ""), journeys().inspections.history_of(owner)
    page, pages_ = _page(len(rows), ROWS)
    shown = rows[(page - 1) * ROWS : page * ROWS]
    return show(
        s.Inspections(
            plan=_terms(plan) if plan else None,
            rows=tuple(_row(one) for one in shown),
            page=page,
            pages=pages_,
        )
    )


@pages.get("/plan")
@role("anyone")
def plan_page() -> AnyResponse:
    """Pause it, go on, or end it."""
    plan = journeys().inspections.plan_of(_owner().unit or "")
    if plan is None:
        return go("/home/inspections")
    return show(s.PlanPage(plan=_terms(plan)))


@pages.post("/plan/<act>")
@role("anyone")
def change(act: str) -> AnyResponse:
    """One touch; ending it was asked for on the page before."""
    owner = _owner()
    plan, desk = journeys().inspections.plan_of(owner.unit or ""), journeys().inspections
    if act == "end":
        desk.end(request.form.get("plan", ""), owner)
        return go("/home/inspections")
    if plan is None or act not in ("pause", "resume"):
        raise Refused("inspection.plan_unknown")
    if act == "pause":
        desk.pause(plan.id, owner, None)
    else:
        desk.resume(plan.id, owner)
    return go("/home/inspections/plan")


@pages.get("/<inspection>")
@role("anyone")
def one_inspection(inspection: str) -> Response:
    """What was found."""
    one = _own(inspection)
    language, wishes = chosen_language(), wishes_of(journeys().ledger, one)
    page, pages_ = _page(len(one.points), POINTS)
    rows = [_point(one, point, language, wishes) for point in one.points[(page - 1) * POINTS : page * POINTS]]
    return show(s.Report(one=_row(one), rows=tuple(rows), page=page, pages=pages_))


@pages.get("/<inspection>/points/<point>")
@role("anyone")
def point_page(inspection: str, point: str) -> Response:
    """What was found at one point, with the note and the pictures."""
    one = _own(inspection)
    if point not in one.points:
        raise Refused("inspection.points")
    photos = [photo for photo in one.photos if photo.point == point and journeys().findings.there(photo)]
    note = note_of(journeys().ledger, one, point)
    strokes, box = points_of(note.strokes) if note else ((), "")
    page = s.ReportPoint(
        row=_point(one, point, chosen_language(), wishes_of(journeys().ledger, one)),
        words=note.words if note else "",
        strokes=strokes,
        box=box,
        photos=tuple(f"/home/inspections/{one.id}/photos/{photo.id}.jpg" for photo in photos[:PHOTOS]),
        back=f"/home/inspections/{one.id}",
    )
    return show(page)


@pages.get("/<inspection>/photos/<photo>.jpg")
@role("anyone")
def picture(inspection: str, photo: str) -> Response:
    """A picture of the own home."""
    response = Response(journeys().findings.picture(_own(inspection), photo), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    return response


def _owner() -> Person:
    owner = journeys().inspections.owner()
    if not owner.unit or not owner.active:
        raise Refused("resident.unknown")
    return owner


def _own(inspection: str) -> Inspection:
    """Return an inspection of the home of whoever stands here.

    Raises:
        Refused: `inspection.unknown`, also for another home's, an earlier household's, and one that nobody made.
    """
    one, owner = journeys().inspections.one(inspection), _owner()
    if one.unit != owner.unit or one.stage is Stage.MISSED or not owner.lived_here(one.begun):
        raise Refused("inspection.unknown")
    return one


def _page(count: int, most: int) -> tuple[int, int]:
    asked, pages_ = request.args.get("page", "1"), max(1, -(-count // most))
    return min(max(1, int(asked) if asked.isdecimal() and len(asked) < 4 else 1), pages_), pages_


def _row(one: Inspection) -> s.InspectionRow:
    stage = "waiting" if one.stage is Stage.BEGUN else one.stage.name.lower()
    # a missed one is known by its day: when it was recorded says nothing
    at = one.begun
    if one.stage is Stage.MISSED and one.day is not None:
        at = datetime(one.day.year, one.day.month, one.day.day, tzinfo=ZoneInfo(surroundings().time_zone))
    who = journeys().directory.name(one.by) if one.by else ""
    return s.InspectionRow(one.id, stage, at, who, len(one.findings), one.stage is Stage.MISSED)


def _point(one: Inspection, point: str, language: Language, wishes: list[str]) -> s.PointRow:
    photos = sum(photo.point == point for photo in one.photos)
    more = f"/home/inspections/{one.id}/points/{point}" if photos or point in one.notes else ""
    return s.PointRow(point_in(language, point, wishes), one.answers.get(point, ""), photos, more)


def _terms(plan: Plan) -> s.PlanTerms:
    language, desk = chosen_language(), journeys().inspections
    coming = desk.next_of(plan)
    paused = desk.is_paused(plan)
    wishes = sum(point.startswith(WISH) for point in plan.points)
    return s.PlanTerms(
        plan=plan.id,
        rhythm=rhythm(plan, language),
        hours=f"{clock_of(plan.from_min)}\u2013{clock_of(plan.until_min)}",
        points=len(plan.points),
        wishes=wishes,
        next=coming.opens if coming and not paused else None,
        due=plan.due_day is not None,
        paused=paused,
        covered=desk.is_covered(plan),
    )


def rhythm(plan: Plan, language: Language) -> str:
    """Return how often somebody comes, in words."""
    if plan.weekday is None:
        return text("inspections.every_days", language, count=plan.every_days)
    day = text(f"inspections.weekday.{plan.weekday}", language)
    weeks = plan.every_days // 7
    return text(
        "inspections.weekly" if weeks == 1 else "inspections.every_weeks", language, day=day, count=weeks
    )


def clock_of(minute: int) -> str:
    """Return a minute of the day as "09:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"
