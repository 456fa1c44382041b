"""Couriers at the desk: who is let in, for which company, when, until which day; who is not any more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.language.messages import Language
from ui import failures
from ui.desk.couriers import pages as p
from ui.desk.couriers.showing import HERE, address, page_of
from ui.desk.sealing import unseal
from ui.desk.sessions import present
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id

pages = Blueprint("desk_couriers", __name__, url_prefix=HERE)
ABOUT_BLANKS = frozenset({"courier.name", "courier.hours_form", "courier.until", "company.unknown"})


@pages.get("")
@role("attendant", at="desk")
def couriers() -> AnyResponse:
    """Everybody, and who was picked."""
    who = unseal(request.args.get("who", ""))
    if who is None:
        return go(HERE)
    return page_of(who=who, company=request.args.get("company", ""))


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was typed; it travels on sealed."""
    return go(address(words=request.form.get("words", "").strip()))


@pages.get("/new")
@role("attendant", at="desk")
def ask() -> Response:
    """The form for a courier whom the desk lets in."""
    return page_of(blank=p.Blank(fresh_id()))


@pages.post("/new")
@role("attendant", at="desk")
def let_in() -> AnyResponse:
    """Let a courier in, or show the form again with what was wrong."""
    act, form = posted_id(), request.form
    spoken = form.get("language", "")
    blank = p.Blank(
        act, form.get("name", ""), form.get("phone", ""), form.get("company", ""), form.get("hours", ""),
        form.get("until", ""), spoken if spoken in {one.value for one in Language} else "zh_Hans",
        form.get("way", "pin") == "pin",
    )  # fmt: skip
    try:
        courier = journeys().couriers.let_in(
            act, present(), name=blank.name, phone=blank.phone, company=blank.company, hours=blank.hours,
            until=_day(blank.until), language=blank.language, with_pin=blank.with_pin,
        )  # fmt: skip
    except Refused as refused:
        if refused.code not in ABOUT_BLANKS:
            raise
        return page_of(blank=blank, problem=failures.message(refused.code, refused.facts), status=409)
    return go(address(who=courier))


@pages.post("/confirm")
@role("attendant", at="desk")
def confirm() -> AnyResponse:
    """The desk knows a courier who had registered alone."""
    return _about(
        lambda courier: journeys().couriers.confirm(courier, present(), request.form.get("name", ""))
    )


@pages.post("/renew")
@role("attendant", at="desk")
def renew() -> AnyResponse:
    """New hours, a new last day."""
    form = request.form
    return _about(
        lambda courier: journeys().couriers.renew(
            courier, present(), form.get("hours", ""), _day(form.get("until", ""))
        )
    )


@pages.post("/block")
@role("attendant", at="desk")
def block() -> AnyResponse:
    """Not let in any more."""
    reason = request.form.get("other", "").strip() or request.form.get("reason", "")
    return _about(lambda courier: journeys().couriers.block(courier, present(), reason))


@pages.post("/pin")
@role("attendant", at="desk")
def pin() -> AnyResponse:
    """A new PIN; the old one is nothing any more."""
    return _about(lambda courier: journeys().couriers.give_pin(courier, present()))


@pages.post("/company")
@role("attendant", at="desk")
def company() -> AnyResponse:
    """A company, new or changed."""
    name, first = request.form.get("company", ""), request.form.get("first_drops", "")
    if not re.fullmatch(r"[0-9a-z-]{1,40}", name):
        raise Refused("company.unknown")
    drops = int(first) if first.isdecimal() and len(first) < 4 else -1
    journeys().couriers.set_company(name, present(), request.form.get("name", ""), drops)
    return go(address(company=name))


@pages.post("/company/code")
@role("attendant", at="desk")
def code() -> AnyResponse:
    """A new code for a company, or none any more."""
    name = request.form.get("company", "")
    desk = journeys().couriers
    (desk.end_code if request.form.get("end") == "yes" else desk.give_code)(name, present())
    return go(address(company=name))


def _about(act: Callable[[str], None]) -> AnyResponse:
    courier = unseal(request.form.get("who", ""))
    if not courier:
        raise Refused("courier.unknown")
    act(courier)
    return go(address(who=courier))


def _day(written: str) -> date | None:
    """Raises: `courier.until` for what is no day to come."""
    if not written.strip():
        return None
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise Refused("courier.until") from None
    if day < journeys().couriers.today():
        raise Refused("courier.until")
    return day
