"""A courier takes along what residents send: one signature, door after door, each parcel's number."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.sending.sending import DESK_PLACE
from kiosk.language.messages import text
from ui import failures
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message
from ui.sending import screens as s
from ui.waiting.screens import Choose, Option

pages = Blueprint("sending_courier", __name__, url_prefix="/courier/outgoing")
along = Blueprint("courier_along", __name__)


@pages.get("")
@role("courier")
def outgoing() -> Response:
    """What waits for this courier's company; one signature for all of it."""
    return _sign(fresh_id())


@pages.post("")
@role("courier")
def sign() -> AnyResponse:
    """Signed: the doors open one after the other."""
    name = posted_id()
    try:
        journeys().sendings.sign(name, strokes_of(request.form.get("strokes", "")))
    except Refused as refused:
        if refused.code != "signature.missing":
            raise
        return _sign(name, failures.message(refused.code, refused.facts))
    return _open_next(name, name)  # the first door opens by the signature itself


@pages.get("/<sweep>")
@role("courier")
def left(sweep: str) -> Response:
    """What is left of it."""
    return _left(sweep)


@pages.post("/<sweep>/next")
@role("courier")
def following(sweep: str) -> AnyResponse:
    """The next door."""
    return _open_next(sweep, posted_id())


def _open_next(sweep: str, movement: str) -> AnyResponse:
    """The next door's page, or the list: none is left, or somebody is at that door just now."""
    try:
        begun = journeys().sendings.take_next(sweep, movement)
    except Refused as refused:
        if refused.code != "door.busy":
            raise
        begun = None
    return go(f"/movements/{begun.id}" if begun else f"/courier/outgoing/{sweep}")


@pages.post("/<sweep>/waybill")
@role("courier")
def waybill(sweep: str) -> AnyResponse:
    """The number of the parcel that was taken last, typed."""
    by = journeys().visits.need().person.id
    swept = journeys().ledger.house.sweeps.get(sweep)
    known = journeys().sendings.without_waybill(sweep) if swept and swept.courier == by else None
    try:
        if known is not None:
            journeys().sendings.note_waybill(known.id, request.form.get("waybill", ""), by)
    except Refused as refused:
        if refused.code != "sending.waybill":
            raise
        return _left(sweep, failures.message(refused.code, refused.facts))
    return go(f"/courier/outgoing/{sweep}")


@along.get("/courier/along")
@role("courier")
def take_along() -> AnyResponse:
    """What is expired, and what residents send: which of the two first?"""
    waits, due = journeys().sendings.waiting(), len(journeys().sweeps.due())
    outgoing = waits.at_doors + waits.at_desk
    if not (due or outgoing):
        return go("/courier/scan")
    sent = Option(
        text("sending.along_sent", chosen_language(), count=outgoing), waits.carrier, "/courier/outgoing"
    )
    back = ("courier.along_back", "/courier/sweep") if due else None
    return show(
        Choose(
            title="courier.along_title", body="courier.along_body", facts={"count": due},
            options=(sent,) if outgoing else (), ends=back, end_fields={"movement": fresh_id()},
            end_look="second", back="/courier/scan",
        )
    )  # fmt: skip


def _sign(name: str, problem: Message | None = None) -> Response:
    waits = journeys().sendings.waiting()
    if not waits.at_doors + waits.at_desk:
        raise Refused("sending.none")
    page = s.SweepSign(
        sweep=name, carrier=waits.carrier, at_doors=waits.at_doors, at_desk=waits.at_desk, problem=problem,
        cue="refused" if problem else None,
    )  # fmt: skip
    return show(page, 409 if problem else 200)


def _left(sweep: str, problem: Message | None = None) -> Response:
    house = journeys().ledger.house
    known, visit = house.sweeps.get(sweep), journeys().visits.current
    if known is None or visit is None or known.courier != visit.person.id:
        raise Refused("sending.unknown")
    journeys().sendings.takes_now()
    left_ = journeys().sendings.left(sweep)
    at_desk = sum(house.parcels[one.parcel].custodian.id == DESK_PLACE for one in left_)
    last = journeys().sendings.without_waybill(sweep)
    page = s.SweepPage(
        sweep=sweep, movement=fresh_id(), at_doors=len(left_) - at_desk, at_desk=at_desk,
        taken=len(known.sendings) - len(left_), number=last.number if last else "",
        sending=last.id if last else "", letters=request.args.get("keys") == "letters",
        problem=problem, cue="refused" if problem else None,
    )  # fmt: skip
    return show(page, 409 if problem else 200)
