"""A courier nobody knows registers: the company's code, the own number, and then there is a PIN."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.parcels.couriers import CODE_DIGITS
from ui import failures
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message, Screen

pages = Blueprint("registering", __name__, url_prefix="/courier/new")
ASKED_AGAIN = frozenset({"company.code", "courier.phone", "courier.phone_known"})


@dataclass(frozen=True, kw_only=True)
class Asked(Screen):
    """A number to be typed: the company's `code`, or the courier's own `phone`. `company`: whose courier it is."""

    template = "courier/asked.html"
    name = "courier_asked"
    what: str
    path: str
    digits: int
    company: str = ""
    problem: Message | None = None
    back: str | None = "/courier"


@dataclass(frozen=True, kw_only=True)
class Given(Screen):
    """The PIN that was made for a courier, in groups of four. `first`: how many parcels may be left at once."""

    template = "courier/given.html"
    name = "courier_given"
    pin: str
    first: int
    back: str | None = None


@pages.get("")
@role("anyone")
def code() -> Response:
    """The keypad for the company's code."""
    return _code()


@pages.post("")
@role("anyone")
def enter_code() -> AnyResponse:
    """Go on with a right code, or say at the keypad why not."""
    try:
        return go(f"/courier/new/{journeys().registering.begin(request.form.get('code', ''))}")
    except Refused as refused:
        if refused.code not in ASKED_AGAIN:
            raise
        return _code(failures.message(refused.code, refused.facts), 409)


@pages.get("/<name>")
@role("anyone")
def phone(name: str) -> Response:
    """The keypad for the own number."""
    return _phone(name)


@pages.post("/<name>")
@role("anyone")
def enter_phone(name: str) -> AnyResponse:
    """Make the courier known; the visit has begun."""
    try:
        journeys().registering.finish(name, request.form.get("phone", ""), chosen_language().value)
    except Refused as refused:
        if refused.code not in ASKED_AGAIN or refused.code == "company.code":
            raise
        return _phone(name, failures.message(refused.code, refused.facts), 409)
    return go(f"/courier/new/{name}/pin")


@pages.get("/<name>/pin")
@role("courier")
def given(name: str) -> AnyResponse:
    """The PIN, once; to nobody but the one whose visit it is."""
    registering, visit = journeys().registering, journeys().visits.need(Role.COURIER)
    pin = registering.pin(name, visit)
    if not pin:
        return go("/courier")
    return show(Given(pin=f"{pin[:4]} {pin[4:]}", first=registering.company(name).first_drops))


def _code(problem: Message | None = None, status: int = 200) -> Response:
    cue = "refused" if problem else None
    return show(Asked(what="code", path="/courier/new", digits=CODE_DIGITS, problem=problem, cue=cue), status)


def _phone(name: str, problem: Message | None = None, status: int = 200) -> Response:
    company, cue = journeys().registering.company(name), "refused" if problem else None
    asked = Asked(
        what="phone", path=f"/courier/new/{name}", digits=15, company=company.name, problem=problem, cue=cue,
        back="/courier/new",
    )  # fmt: skip
    return show(asked, status)
