"""Services at the desk: the list, one of them with everything that can be done, and each deed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.services.answers import cents_of
from kiosk.domain.services.request import DESK, PHONE, Request
from kiosk.domain.services.waiting import due_today
from ui.desk.deeds import done
from ui.desk.keybook.ways import chips
from ui.desk.services import pages as p
from ui.desk.services.showing import HERE, opened, row_of
from ui.desk.sessions import frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import journeys, posted_id, whole
from ui.rendering import chosen_language, show
from ui.screens import Message

pages = Blueprint("desk_services", __name__, url_prefix=HERE)
LEAVES = ("staff.needed", "movement.unknown", "service.no_such")
"""Refusals after which the page makes no sense any more."""


@pages.get("")
@role("attendant", at="desk")
def services() -> Response:
    """What is asked for."""
    return _page(request.args.get("open", ""))


@pages.post("/<name>/accept")
@role("attendant", at="desk")
def accept(name: str) -> AnyResponse:
    """Somebody answers for it."""
    form = request.form
    return _then(
        name,
        lambda: journeys().service_desk.accept(
            name,
            form.get("owner", "") or present().id,
            present(),
            provider=form.get("provider", ""),
            escorts=form.get("escorts", ""),
        ),
    )


@pages.post("/<name>/quote")
@role("attendant", at="desk")
def quote(name: str) -> AnyResponse:
    """The desk names the price."""
    cents = cents_of(request.form.get("amount", ""))
    return _then(name, lambda: journeys().service_desk.quote(name, cents, present()))


@pages.post("/<name>/agree")
@role("attendant", at="desk")
def agree(name: str) -> AnyResponse:
    """The customer agrees to it, here or by telephone."""
    form = request.form
    cents = whole(form.get("cents", ""), -1)
    channel = PHONE if form.get("how") == PHONE else DESK
    return _then(name, lambda: journeys().service_desk.agree(name, cents, channel, present()))


@pages.post("/<name>/pay")
@role("attendant", at="desk")
def pay(name: str) -> AnyResponse:
    """Money is taken for it."""
    form, act = request.form, posted_id()
    cents = cents_of(form.get("amount", ""))
    return _then(
        name, lambda: journeys().service_desk.prepay(act, name, cents, form.get("way", ""), present())
    )


@pages.post("/<name>/begin")
@role("attendant", at="desk")
def begin(name: str) -> AnyResponse:
    """It is under way."""
    return _then(name, lambda: journeys().service_desk.begin(name, present()))


@pages.post("/<name>/refuse")
@role("attendant", at="desk")
def refuse(name: str) -> AnyResponse:
    """It can't be done."""
    why = request.form.get("reason", "")
    return _then(name, lambda: journeys().service_desk.refuse(name, why, present()))


@pages.post("/<name>/off")
@role("attendant", at="desk")
def call_off(name: str) -> AnyResponse:
    """It is called off; what is left of its money is given back with the same touch."""
    form, act = request.form, posted_id()

    def off() -> None:
        journeys().services.cancel(name, form.get("reason", ""), present())
        if form.get("way"):
            journeys().service_desk.refund(act, name, form.get("way", ""), present())

    return _then(name, off)


@pages.post("/<name>/refund")
@role("attendant", at="desk")
def refund(name: str) -> AnyResponse:
    """What is left of its money is given back."""
    act, way = posted_id(), request.form.get("way", "")
    return _then(name, lambda: journeys().service_desk.refund(act, name, way, present()))


@pages.post("/<name>/reprint")
@role("attendant", at="desk")
def reprint(name: str) -> AnyResponse:
    """A new slip; the old one is void."""
    act = posted_id()
    return _then(name, lambda: journeys().service_desk.reprint(act, name, present()))


def _then(name: str, act: Callable[[], object]) -> AnyResponse:
    return done(act, f"{HERE}?open={name}", lambda problem: _page(name, problem, 409), elsewhere=LEAVES)


def _page(name: str, problem: Message | None = None, status: int = 200) -> Response:
    words, flow = Words(journeys(), chosen_language()), journeys().services
    house, shown = journeys().ledger.house, request.args.get("shown", "open")
    listed = due_today(house, flow.now()) if shown == "today" else _going_on()
    chosen = house.requests.get(name) or journeys().register.matter(Request, name) if name else None
    return show(
        p.ServicesPage(
            **frame(),
            chips=chips(words, "services"),
            rows=tuple(row_of(words, one) for one in listed),
            offered=bool(flow.catalogue.services),
            shown=shown if shown == "today" else "open",
            open=opened(words, chosen) if chosen else None,
            problem=problem,
        ),
        status,
    )


def _going_on() -> list[Request]:
    """Return what is not over, what is due first at the head."""
    found = [one for one in journeys().ledger.house.requests.values() if not one.over]
    return sorted(found, key=lambda one: one.due or one.wished or one.made)
