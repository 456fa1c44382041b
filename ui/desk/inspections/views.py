"""Empty homes at the desk: what is due, each plan with its history, and each inspection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.flows.inspections.photos import LARGEST_BYTES
from ui import failures
from ui.desk.inspections import pages as p
from ui.desk.inspections.rows import history_row, plan_row, plan_terms, point_row, tells_of, urgent_row
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words, drawn
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_inspections", __name__, url_prefix=f"{PATH}/inspections")
HERE = f"{PATH}/inspections"
LARGEST_FORM = 40 * 1024 * 1024
"""Bytes: so much is read to the end, so that a picture that is too large is answered in words."""
AT_THE_PAGE = frozenset(
    {
        "inspection.days",
        "inspection.not_looked",
        "inspection.others",
        "inspection.over",
        "inspection.photos_full",
        "inspection.points",
        "key.work_order_needed",
        "number.form",
        "photo.not_one",
        "photo.too_large",
    }
)


@pages.get("")
@role("attendant", at="desk")
def plans() -> Response:
    """What is urgent, what is due, and every plan."""
    return _list()


@pages.post("/findings/<finding>/order")
@role("attendant", at="desk")
def order(finding: str) -> AnyResponse:
    """A work order is out."""
    number = request.form.get("work_order", "")
    return _then(lambda: journeys().findings.order(finding, present(), number), HERE, _list)


@pages.post("/findings/<finding>/settled")
@role("attendant", at="desk")
def settled(finding: str) -> AnyResponse:
    """It was put right."""
    return _then(lambda: journeys().findings.settle(finding, present()), HERE, _list)


@pages.get("/plans/<plan>")
@role("attendant", at="desk")
def plan_page(plan: str) -> Response:
    """One plan."""
    return _plan(plan)


@pages.post("/plans/<plan>/pause")
@role("attendant", at="desk")
def pause(plan: str) -> AnyResponse:
    """Nobody comes until a day, or until somebody says so."""
    return _then(
        lambda: journeys().inspections.pause(plan, present(), _day(request.form.get("until", ""))),
        f"{HERE}/plans/{plan}",
        lambda problem: _plan(plan, problem),
    )


@pages.post("/plans/<plan>/resume")
@role("attendant", at="desk")
def resume(plan: str) -> AnyResponse:
    """It goes on."""
    journeys().inspections.resume(plan, present())
    return go(f"{HERE}/plans/{plan}")


@pages.post("/plans/<plan>/end")
@role("attendant", at="desk")
def end(plan: str) -> AnyResponse:
    """It is over."""
    journeys().inspections.end(plan, present())
    return go(f"{HERE}/plans/{plan}")


@pages.get("/<inspection>")
@role("attendant", at="desk")
def one_inspection(inspection: str) -> Response:
    """What was found."""
    return _inspection(inspection)


@pages.post("/<inspection>")
@role("attendant", at="desk")
def tell(inspection: str) -> AnyResponse:
    """Keep what was put off at the cabinet: answers and typed notes; handed in when asked for."""
    form, by = request.form, present()

    def keep() -> None:
        one = journeys().findings.of(inspection, by)
        said = {point: form[f"said-{point}"] for point in one.points if form.get(f"said-{point}")}
        journeys().findings.answer(inspection, by, said)
        for point in one.points:
            journeys().findings.write(inspection, point, by, form.get(f"words-{point}", ""), ())
        if form.get("hand_in"):
            journeys().findings.hand_in(inspection, by)

    return _then(keep, f"{HERE}/{inspection}", lambda problem: _inspection(inspection, problem))


@pages.post("/<inspection>/not-made")
@role("attendant", at="desk")
def not_made(inspection: str) -> AnyResponse:
    """Nobody could go in."""
    return _then(
        lambda: journeys().findings.not_made(inspection, present()),
        f"{HERE}/{inspection}",
        lambda problem: _inspection(inspection, problem),
    )


@pages.post("/<inspection>/photos")
@role("attendant", at="desk")
def add_photo(inspection: str) -> AnyResponse:
    """Keep a picture that was taken with a telephone."""
    request.max_content_length = LARGEST_FORM  # before anything of the form is read
    photo, point, by = posted_id(), request.form.get("point", ""), present()
    file = request.files.get("file")

    def keep() -> None:
        content = file.stream.read(LARGEST_BYTES + 1) if file else b""
        journeys().findings.bring(inspection, point, by, photo, content)

    return _then(keep, f"{HERE}/{inspection}", lambda problem: _inspection(inspection, problem))


@pages.get("/<inspection>/photos/<photo>.jpg")
@role("attendant", at="desk")
def picture(inspection: str, photo: str) -> Response:
    """A picture, once the look at it is on record."""
    one = journeys().inspections.one(inspection)
    response = Response(journeys().findings.look(one, photo, present()), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@pages.get("/<inspection>.pdf")
@role("attendant", at="desk")
def as_pdf(inspection: str) -> Response:
    """The owner's sheet, in the owner's language."""
    one = journeys().inspections.one(inspection)
    pdf = journeys().inspection_sheets.of(one, present().id)
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="inspection-{one.id[:8]}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _then(act: Callable[[], object], to: str, again: Callable[[Message], Response]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        answer = again(failures.message(refused.code, refused.facts))
        answer.status_code = 409
        return answer
    return go(to)


def _list(problem: Message | None = None) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    rows = [plan_row(words, plan) for plan in journeys().inspections.plans()]
    urgent = sorted(house.inspection_findings.values(), key=lambda one: (bool(one.order), one.since))
    return show(
        p.Inspections(
            **frame(),
            chips=chips(words, "inspections"),
            urgent=tuple(urgent_row(words, one) for one in urgent),
            rows=tuple(sorted(rows, key=lambda row: (not row.tone, row.unit))),
            problem=problem,
        )
    )


def _plan(name: str, problem: Message | None = None) -> Response:
    words = Words(journeys(), chosen_language())
    plan = journeys().ledger.house.inspection_plans.get(name)
    if plan is None:
        raise Refused("inspection.plan_unknown")
    strokes, box = drawn(words, plan.signed) if plan.signed.startswith("signature:") else ((), "")
    history = [history_row(words, one) for one in journeys().inspections.history(plan.unit)]
    return show(
        p.PlanPage(
            **frame(),
            chips=chips(words, "inspections"),
            row=plan_row(words, plan),
            owner=journeys().directory.name(plan.given_by),
            terms=plan_terms(words, plan),
            history=tuple(history),
            today=journeys().inspections.today().isoformat(),
            strokes=strokes,
            box=box,
            paused_until=plan.paused_until.isoformat() if plan.paused_until else "",
            problem=problem,
        )
    )


def _inspection(name: str, problem: Message | None = None) -> Response:
    words = Words(journeys(), chosen_language())
    one = journeys().inspections.one(name)
    may_tell, may_picture, findings = tells_of(one, present())
    plan = journeys().ledger.house.inspection_plans.get(one.plan)
    urgent = [
        found for found in journeys().ledger.house.inspection_findings.values() if found.inspection == one.id
    ]
    return show(
        p.InspectionPage(
            **frame(),
            chips=chips(words, "inspections"),
            row=history_row(words, one),
            unit=one.unit,
            plan=f"{HERE}/plans/{plan.id}" if plan else "",
            points=tuple(point_row(words, one, point) for point in one.points),
            findings=findings,
            may_tell=may_tell,
            may_picture=may_picture,
            photo=fresh_id(),
            urgent=tuple(urgent_row(words, found) for found in urgent),
            problem=problem,
        )
    )


def _day(typed: str) -> date | None:
    """Return the last day of a pause; None for none. What makes no sense is refused as a day that is over.

    Raises:
        Refused: `inspection.days`.
    """
    if not typed:
        return None
    try:
        return date.fromisoformat(typed[:10])
    except ValueError:
        raise Refused("inspection.days") from None
