"""Follow-ups at the desk: who is to be called, what came of it, and what follows at one touch."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.followups.followup import FollowUp
from kiosk.domain.grievances.grievance import COMPLAINT, PHONE
from kiosk.domain.refusal import Refused
from kiosk.flows.services.grievances import Complaint
from kiosk.flows.services.workorders import Wish
from ui import failures
from ui.desk.followups.showing import HERE, follow_up_page, follow_ups_page, rates_page
from ui.desk.sessions import PATH, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_followups", __name__, url_prefix=HERE)
ABOUT = {"repair": "repair", "move_in": "other", "service": "other"}
"""What a complaint is about that came of a follow-up."""


@pages.get("")
@role("attendant", at="desk")
def follow_ups() -> Response:
    """Who is to be called."""
    return show(follow_ups_page(_words()))


@pages.get("/rates")
@role("attendant", at="desk")
def rates() -> Response:
    """The months against their targets."""
    return show(rates_page(_words()))


@pages.get("/<follow_up>")
@role("attendant", at="desk")
def one_follow_up(follow_up: str) -> Response:
    """One call."""
    return show(follow_up_page(_words(), _need(follow_up)))


@pages.post("/<follow_up>/phone")
@role("attendant", at="desk")
def phone(follow_up: str) -> AnyResponse:
    """The telephone number; the look is logged."""
    number = journeys().follow_ups.phone(follow_up, present())
    return show(follow_up_page(_words(), _need(follow_up), number))


@pages.post("/<follow_up>/tell")
@role("attendant", at="desk")
def tell(follow_up: str) -> AnyResponse:
    """What came of it."""
    form, act = request.form, posted_id()
    points = form.get("points", "")
    try:
        journeys().follow_ups.tell(
            follow_up, act, form.get("result", ""), present(), int(points) if points in "12345" and points else 0,
            form.get("words", ""),
        )  # fmt: skip
    except Refused as refused:
        if refused.code in ("staff.needed", "followup.unknown"):
            raise
        problem: Message = failures.message(refused.code, refused.facts)
        return show(follow_up_page(_words(), _need(follow_up), None, problem), 409)
    return go(f"{HERE}/{follow_up}")


@pages.post("/<follow_up>/to-grievance")
@role("attendant", at="desk")
def to_grievance(follow_up: str) -> AnyResponse:
    """What they said becomes a complaint."""
    one, act = _need(follow_up), posted_id()
    said = journeys().follow_ups.words(one) or one.number
    told = Complaint(COMPLAINT, ABOUT.get(one.of, "other"), PHONE, one.person, said)
    journeys().grievances.register(act, told, present())
    journeys().follow_ups.led_to(follow_up, "grievance", act, present())
    return go(f"{PATH}/grievances/{act}")


@pages.post("/<follow_up>/to-order")
@role("attendant", at="desk")
def to_order(follow_up: str) -> AnyResponse:
    """What they said becomes a work order."""
    one, act = _need(follow_up), posted_id()
    known = journeys().ledger.house.work_orders.get(one.about)
    wish = Wish(
        known.what if known else "other",
        one.unit,
        one.person,
        "",
        journeys().follow_ups.words(one) or one.number,
    )
    journeys().work_orders.issue(act, wish, present())
    journeys().follow_ups.led_to(follow_up, "order", act, present())
    return go(f"{PATH}/orders/{act}")


def _words() -> Words:
    return Words(journeys(), chosen_language())


def _need(follow_up: str) -> FollowUp:
    return journeys().follow_ups.need(follow_up, present())
