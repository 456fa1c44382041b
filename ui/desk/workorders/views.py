"""Work orders at the desk: written, named, priced, worked at, signed for, paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.domain.workorders.order import NOBODY_HOME, SIGNATURE, Stage
from kiosk.flows.inspections.photos import LARGEST_BYTES
from kiosk.flows.services.workorders import Ending
from ui import failures
from ui.desk.sending.views import cents_of
from ui.desk.sessions import present
from ui.desk.witnesses import posted_name
from ui.desk.words import Words
from ui.desk.workorders.forms import agree_page, done_page, whole, wish, write_page
from ui.desk.workorders.showing import HERE, order_page, orders_page
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show, surroundings
from ui.screens import Message

pages = Blueprint("desk_orders", __name__, url_prefix=HERE)
LARGEST_FORM = 40 * 1024 * 1024
"""Bytes: so much is read to the end, so that a picture that is too large is answered in words."""
END_OF_DAY_H = 18


@pages.get("")
@role("attendant", at="desk")
def orders() -> Response:
    """What is wanted and what is open."""
    return show(orders_page(_words()))


@pages.get("/new")
@role("attendant", at="desk")
def new() -> AnyResponse:
    """The form; of a service that was asked for, what is known of it stands there. Its order, where it has one."""
    asked = journeys().ledger.house.requests.get(request.args.get("request", ""))
    known = journeys().work_orders.for_number(asked.number) if asked else None
    if known is not None and not known.over:
        return go(f"{HERE}/{known.id}")
    return write_page(fresh_id())


@pages.post("/new")
@role("attendant", at="desk")
def write() -> AnyResponse:
    """Write the order."""
    act = posted_id()
    try:
        journeys().work_orders.issue(act, wish(), present())
    except Refused as refused:
        return write_page(act, _problem(refused))
    return go(f"{HERE}/{act}")


@pages.get("/<order>")
@role("attendant", at="desk")
def one_order(order: str) -> Response:
    """One order."""
    return _page(order)


@pages.post("/<order>/assign")
@role("attendant", at="desk")
def assign(order: str) -> AnyResponse:
    """Who goes."""
    return _then(
        order, lambda: journeys().work_orders.assign(order, request.form.get("worker", ""), present())
    )


@pages.post("/<order>/step")
@role("attendant", at="desk")
def step(order: str) -> AnyResponse:
    """One step further, or a wait until the end of a day."""
    named = request.form.get("step", "").replace("_", " ")
    found = next((one for one in Stage if one.value == named), Stage.ISSUED)
    until = _end_of(request.form.get("until", ""))
    note = request.form.get("note", "")
    return _then(order, lambda: journeys().work_orders.step(order, found, present(), until, note))


@pages.post("/<order>/quote")
@role("attendant", at="desk")
def quote(order: str) -> AnyResponse:
    """The price is told."""
    cents = cents_of(request.form.get("amount", ""))
    return _then(order, lambda: journeys().work_orders.quote(order, cents, present()))


@pages.get("/<order>/agree")
@role("attendant", at="desk")
def agree_form(order: str) -> Response:
    """The price, to be signed for."""
    return agree_page(order)


@pages.post("/<order>/agree")
@role("attendant", at="desk")
def agree(order: str) -> AnyResponse:
    """The customer has signed for the price that the form shows."""
    cents = whole("cents")
    try:
        journeys().work_orders.agree(order, cents, posted_name(), present())
    except Refused as refused:
        return agree_page(order, _problem(refused))
    return go(f"{HERE}/{order}")


@pages.post("/<order>/agree-by-phone")
@role("attendant", at="desk")
def agree_by_phone(order: str) -> AnyResponse:
    """The customer has said yes on the telephone."""
    return _then(order, lambda: journeys().work_orders.agree(order, whole("cents"), None, present()))


@pages.post("/<order>/materials")
@role("attendant", at="desk")
def use(order: str) -> AnyResponse:
    """Something was used."""
    form, line = request.form, posted_id()
    each = cents_of(form.get("each", "")) if form.get("each", "").strip(" 0.,") else 0
    count = whole("count")
    return _then(
        order, lambda: journeys().work_orders.use(order, line, form.get("what", ""), count, each, present())
    )


@pages.post("/<order>/materials/strike")
@role("attendant", at="desk")
def strike(order: str) -> AnyResponse:
    """A line was written wrongly."""
    return _then(order, lambda: journeys().work_orders.strike(order, request.form.get("line", ""), present()))


@pages.get("/<order>/done")
@role("attendant", at="desk")
def done_form(order: str) -> Response:
    """What proves that it is done?"""
    return done_page(order)


@pages.post("/<order>/done")
@role("attendant", at="desk")
def done(order: str) -> AnyResponse:
    """It is done."""
    request.max_content_length = LARGEST_FORM  # before anything of the form is read
    form, file = request.form, request.files.get("photo")
    try:
        how = form.get("how", "")
        picture = file.stream.read(LARGEST_BYTES + 1) if file and how == NOBODY_HOME else b""
        written = posted_name() if how == SIGNATURE else None
        labour = cents_of(form.get("labour", "")) if form.get("labour", "").strip(" 0.,") else 0
        ending = Ending(how, labour, written, picture, form.get("key_stays", ""))
        journeys().work_orders.done(order, ending, present())
    except Refused as refused:
        return done_page(order, _problem(refused))
    return go(f"{HERE}/{order}")


@pages.post("/<order>/call-off")
@role("attendant", at="desk")
def call_off(order: str) -> AnyResponse:
    """It is not done after all."""
    form = request.form
    return _then(
        order,
        lambda: journeys().work_orders.call_off(
            order, form.get("reason", ""), present(), form.get("key_stays", "")
        ),
    )


@pages.post("/<order>/pay")
@role("attendant", at="desk")
def pay(order: str) -> AnyResponse:
    """Its customer pays."""
    return _then(
        order,
        lambda: journeys().work_orders.pay(order, posted_id(), request.form.get("way", ""), present()),
    )


@pages.get("/<order>/photo.jpg")
@role("attendant", at="desk")
def picture(order: str) -> Response:
    """The picture of the work."""
    one = journeys().work_orders.need(order)
    response = Response(journeys().work_orders.picture(one), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _words() -> Words:
    return Words(journeys(), chosen_language())


def _problem(refused: Refused) -> Message:
    if refused.code in ("staff.needed", "movement.unknown"):
        raise refused
    return failures.message(refused.code, refused.facts)


def _then(order: str, act: Callable[[], object]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        return _page(order, _problem(refused))
    return go(f"{HERE}/{order}")


def _page(order: str, problem: Message | None = None) -> Response:
    one = journeys().work_orders.need(order)
    return show(order_page(_words(), one, problem), 409 if problem else 200)


def _end_of(day: str) -> datetime | None:
    """Return the end of the working day that was written, in the site's time zone; None for no day."""
    try:
        found = datetime.fromisoformat(day)
    except ValueError:
        return None
    return found.replace(hour=END_OF_DAY_H, minute=0, tzinfo=ZoneInfo(surroundings().time_zone))
